package org.steelworks.ops.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobAnswer;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.core.job.JobSettings;
import org.steelworks.core.job.JournalSchema;
import org.steelworks.core.job.RunRequest;
import org.steelworks.core.recipe.RecipeReader;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.ops.dashboard.Dashboard;
import org.steelworks.ops.metrics.Meters;
import org.steelworks.ops.status.StatusBoard;

/** A whole HTTP server with job scheduler, journal and status board, whose runs are played by the test. */
public final class RunningServer implements AutoCloseable {
    public static final String RECIPE =
            """
            kind: pretrain
            model: {config: tiny.json}
            data: {train: [{path: shards}], sequence_length: 64}
            train: {steps: 200, global_batch: 8, micro_batch: 4}
            """;

    private static final ModelSpec MODEL = new ModelSpec(
            512, 64, 64, 4, 2, 4, 4, 128, 0.02, 1e-6, 10_000, false, FeedForwardKind.RAW, MlpKind.RAW, 1, 1, -1, -1);

    private final ActorTestKit kit;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    public final Path folder;
    public final Tokens tokens;
    public final String admin;
    public final Router router;
    public final ActorRef<JobScheduler.Command> scheduler;
    public final ActorRef<StatusBoard.Command> board;
    public final BlockingQueue<RunRequest> runs = new LinkedBlockingQueue<>();

    public RunningServer(Path folder) throws Exception {
        this.folder = folder;
        Files.writeString(folder.resolve("tiny.json"), "{}");
        Config root = ConfigFactory.parseMap(Map.of("steel.http.port", 0)).withFallback(ConfigFactory.load());
        JobSettings jobs = JobSettings.from(root, folder);
        JournalSchema.ensure(jobs.database());
        kit = ActorTestKit.create("http", jobs.pekkoConfig().withFallback(root));
        scheduler = kit.spawn(JobScheduler.create(
                jobs,
                new RecipeReader(path -> MODEL),
                request -> Behaviors.setup(context -> {
                    runs.add(request);
                    return Behaviors.receiveMessage(command -> Behaviors.same());
                }),
                Clock.systemUTC()));
        board = kit.spawn(StatusBoard.create(Clock.systemUTC()));
        tokens = Tokens.open(folder, Clock.systemUTC(), new SecureRandom());
        admin = Files.readString(tokens.tokenFile()).strip();
        var state = StatusBoard.source(board, kit.system());
        RunCurves curves = new RunCurves();
        List<Endpoint> endpoints = new ArrayList<>(
                new ApiRoutes(kit.system(), scheduler, state, new Meters(), curves, folder).endpoints());
        Dashboard dashboard = new Dashboard(kit.system(), state, curves, tokens, false);
        endpoints.addAll(dashboard.endpoints());
        HttpSettings settings = HttpSettings.from(root);
        router = new Router(
                endpoints,
                tokens,
                Materializer.createMaterializer(kit.system()),
                settings.bodyTimeout(),
                dashboard::problemPage,
                "test");
        server = HttpServer.bind(kit.system(), settings, router)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    public String url() {
        return server.url();
    }

    public ActorSystem<?> system() {
        return kit.system();
    }

    /** The state of a job as its scheduler has it. */
    public String jobState(JobId job) throws Exception {
        JobAnswer answer = AskPattern.<JobScheduler.Command, JobAnswer>ask(
                        scheduler,
                        replyTo -> new JobScheduler.Get(job, replyTo),
                        Duration.ofSeconds(10),
                        kit.system().scheduler())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return ((JobAnswer.Found) answer).job().state().name();
    }

    public RunRequest nextRun() throws InterruptedException {
        return Optional.ofNullable(runs.poll(20, TimeUnit.SECONDS)).orElseThrow();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + admin));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Authorization", "Bearer " + admin)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpClient client() {
        return client;
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
