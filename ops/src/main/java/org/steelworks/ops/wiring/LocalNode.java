package org.steelworks.ops.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.stream.Materializer;
import org.steelworks.core.aeron.DataPlaneLost;
import org.steelworks.core.aeron.MediaDriverRefused;
import org.steelworks.core.job.JobAnswer;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.core.node.ClusterView;
import org.steelworks.core.node.MembershipWatcher;
import org.steelworks.core.node.Node;
import org.steelworks.core.node.NodeSettings;
import org.steelworks.core.protocol.SlotProtocol;
import org.steelworks.core.recipe.ModelConfigReader;
import org.steelworks.core.recipe.RecipeReader;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.data.actor.RunFeeder;
import org.steelworks.ops.dashboard.Dashboard;
import org.steelworks.ops.http.ApiRoutes;
import org.steelworks.ops.http.HttpServer;
import org.steelworks.ops.http.HttpSettings;
import org.steelworks.ops.http.Router;
import org.steelworks.ops.http.RunCurves;
import org.steelworks.ops.http.Tokens;
import org.steelworks.ops.metrics.LetterCounter;
import org.steelworks.ops.metrics.Meters;
import org.steelworks.ops.process.WorkerSettings;
import org.steelworks.ops.process.WorkerStreams;
import org.steelworks.ops.process.WorkerSupervisor;
import org.steelworks.ops.status.ActorHealth;
import org.steelworks.ops.status.ActorHealthReporter;
import org.steelworks.ops.status.ClusterStateSource;
import org.steelworks.ops.status.StatusBoard;

/**
 * One node with everything that runs on a machine: media driver, cluster member, job scheduler, worker slots, feed, API
 * and dashboard. The embedded cluster of {@code train} and {@code quickstart}, and each machine's process of a larger
 * one. Methods may be called from any thread.
 */
public final class LocalNode implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration ASK = Duration.ofSeconds(20);
    /**
     * What to start.
     *
     * @param dir folder of the node's files
     * @param slots worker processes
     * @param threads of each worker's kernels
     * @param httpPort of API and dashboard, 0 for a free one
     * @param holdsJobs whether jobs of the node's last life wait until they are asked for, because their folder or
     *     workers may be others now; otherwise they go on at once
     * @param settings further settings of {@code steel.*} and {@code pekko.*}, above all files
     */
    public record Options(
            Path dir, int slots, int threads, int httpPort, boolean holdsJobs, Map<String, Object> settings) {
        public Options {
            settings = Map.copyOf(settings);
        }

        /** A node that goes on with its jobs. */
        public Options(Path dir, int slots, int threads, int httpPort, Map<String, Object> settings) {
            this(dir, slots, threads, httpPort, false, settings);
        }

        /** The node of one command, such as {@code train}, which asks for its job itself. */
        public static Options embedded(Path dir, int slots, int threads, int httpPort) {
            return new Options(dir, slots, threads, httpPort, true, Map.of());
        }
    }

    private final NodeFeed feed;
    private final Node node;
    private final Tokens tokens;
    private final SlotBook slots;
    private final Started started;

    /** What the guardian hands out once everything runs. */
    private record Started(
            ActorRef<JobScheduler.Command> scheduler, ActorRef<WorkerSupervisor.Command> workers, HttpServer http) {}

    private LocalNode(NodeFeed feed, Node node, Tokens tokens, SlotBook slots, Started started) {
        this.feed = feed;
        this.node = node;
        this.tokens = tokens;
        this.slots = slots;
        this.started = started;
    }

    /**
     * Starts a node and waits until it serves.
     *
     * @throws NodeFailure naming what cannot start, and why
     */
    public static LocalNode start(Options options) {
        Config config = config(options);
        NodeSettings settings = NodeSettings.from(config);
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return start(options, config, settings, opened);
        } catch (IOException e) {
            throw closed(
                    opened,
                    new NodeFailure("the node's folder " + settings.dir() + " cannot be used: " + e.getMessage(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw closed(opened, new NodeFailure("interrupted while the node started", e));
        } catch (ExecutionException e) {
            throw closed(opened, new NodeFailure(e.getCause().getMessage(), e.getCause()));
        } catch (TimeoutException e) {
            throw closed(
                    opened,
                    new NodeFailure(
                            "the node did not start within " + START.toSeconds() + " s: is this machine very busy?",
                            e));
        } catch (IllegalStateException | UncheckedIOException | MediaDriverRefused | DataPlaneLost e) {
            throw closed(opened, new NodeFailure(e.getMessage(), e));
        }
    }

    private static LocalNode start(Options options, Config config, NodeSettings settings, Deque<AutoCloseable> opened)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        NodeFeed feed = NodeFeed.start(config, settings, options.slots());
        opened.push(feed);
        Tokens tokens = Tokens.open(settings.dir(), Clock.systemUTC(), new SecureRandom());
        CompletableFuture<Started> ready = new CompletableFuture<>();
        SlotBook slots = new SlotBook(options.slots());
        Guardian guardian = new Guardian(
                options,
                config,
                settings,
                feed,
                tokens,
                new WorkerStreams(),
                slots,
                new AtomicBoolean(options.holdsJobs()),
                ready);
        Node node = Node.start(settings, guardian::behavior);
        opened.push(node);
        Started started = ready.get(START.toMillis(), TimeUnit.MILLISECONDS);
        return new LocalNode(feed, node, tokens, slots, started);
    }

    private static NodeFailure closed(Deque<AutoCloseable> opened, NodeFailure failure) {
        for (AutoCloseable each : opened) {
            try {
                each.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }

    private static Config config(Options options) {
        Map<String, Object> values = new HashMap<>();

        values.put("steel.node.name", "node-1");
        values.put("steel.node.dir", options.dir().toAbsolutePath().toString());
        values.put("steel.node.host", "127.0.0.1");
        values.put("steel.node.port", 0);
        values.put("steel.node.roles", List.of("control", "data", "gpu"));
        values.put("steel.http.port", options.httpPort());
        values.putAll(options.settings());
        return DataNode.withBlockingThreads(
                ConfigFactory.parseMap(values, "the command line").withFallback(ConfigFactory.load()));
    }

    /** A reader of recipes that finds model configurations next to them. */
    public static RecipeReader recipes() {
        return new RecipeReader(LocalNode::modelConfig);
    }

    private static ModelSpec modelConfig(Path file) {
        try {
            return ModelConfigReader.read(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("model.config " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Address of API and dashboard. */
    public String url() {
        return started.http().url();
    }

    /** The file with the administrator's token. */
    public Path tokenFile() {
        return tokens.tokenFile();
    }

    public ActorSystem<?> system() {
        return node.system();
    }

    /** Asks the job scheduler. */
    public JobAnswer ask(java.util.function.Function<ActorRef<JobAnswer>, JobScheduler.Command> command) {
        return join(AskPattern.<JobScheduler.Command, JobAnswer>ask(
                started.scheduler(), command::apply, ASK, node.system().scheduler()));
    }

    /** Why no worker of this node can start any more, or empty while one may. */
    public String workersGivenUp() {
        return slots.givenUp();
    }

    /** Kills a slot's process as a fault would; false where there is no such slot. */
    public boolean killWorker(int slot) {
        return join(AskPattern.<WorkerSupervisor.Command, Boolean>ask(
                started.workers(),
                replyTo -> new WorkerSupervisor.KillWorker(slot, replyTo),
                ASK,
                node.system().scheduler()));
    }

    private static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new NodeFailure("the node did not answer: " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() {
        node.close();
        feed.close();
    }

    /** What one actor system of the node runs. */
    private record Guardian(
            Options options,
            Config config,
            NodeSettings settings,
            NodeFeed feed,
            Tokens tokens,
            WorkerStreams streams,
            SlotBook slots,
            AtomicBoolean holdsJobs,
            CompletableFuture<Started> ready) {

        Behavior<Void> behavior(int incarnation) {
            return Behaviors.setup(context -> {
                start(context, incarnation);
                return Behaviors.empty();
            });
        }

        private void start(ActorContext<Void> context, int incarnation) {
            ActorSystem<Void> system = context.getSystem();
            Clock clock = Clock.systemUTC();
            Meters meters = new Meters();
            ActorHealth health = new ActorHealth(settings.name(), clock);
            context.spawn(ActorHealthReporter.create(health), "actor-health");
            context.spawn(LetterCounter.create(meters), "letters");
            ActorRef<StatusBoard.Command> board = context.spawn(
                    health.watched(StatusBoard.Command.class, "status board", StatusBoard.create(clock)),
                    "status-board",
                    ActorHealth.props());
            BoardNews news = new BoardNews(board::tell, meters, clock);
            context.spawn(
                    MembershipWatcher.create(context.spawn(
                            Behaviors.<ClusterView>receiveMessage(view -> {
                                board.tell(new StatusBoard.MembersChanged(view));
                                return Behaviors.same();
                            }),
                            "members")),
                    "membership");
            ActorRef<WorkerSupervisor.Command> workers = context.spawn(
                    health.watched(
                            WorkerSupervisor.Command.class,
                            "worker supervisor",
                            WorkerSupervisor.create(workerSettings(incarnation), streams, clock, status -> {
                                slots.changed(status);
                                news.slot(status);
                            })),
                    "workers",
                    DispatcherSelector.blocking().withMailboxFromConfig(ActorHealth.MAILBOX));
            RunFeeder.OwnNode feeds = new RunFeeder.OwnNode(
                    context.spawn(feed.host(config, settings, health), "feed-host", ActorHealth.props()),
                    settings.name(),
                    NodeFeed.joinable(settings));
            PretrainLauncher.Surroundings surroundings =
                    new PretrainLauncher.Surroundings(feeds, news::run, clock, meters, health);
            ActorRef<JobScheduler.Command> scheduler = JobScheduler.singleton(
                    system,
                    JobScheduler.create(
                            settings.jobs(),
                            recipes(),
                            new RunDirector(surroundings),
                            clock,
                            // jobs of this process's own life go on when its scheduler starts again
                            () -> holdsJobs.getAndSet(false),
                            scheduling -> health.watched(JobScheduler.Command.class, "job scheduler", scheduling)),
                    DispatcherSelector.blocking().withMailboxFromConfig(ActorHealth.MAILBOX));
            if (settings.roles().contains("data")) {
                context.spawn(DataNode.unitHost(config, health), "unit-host");
            }
            countWorkers(context, scheduler);
            serve(system, board, scheduler, meters, workers);
        }

        private WorkerSettings workerSettings(int incarnation) {
            List<String> flags = List.of("-Dsteel.log.level=INFO", "-Dsteel.node.incarnation=" + incarnation);
            return new WorkerSettings(
                    settings.name(),
                    settings.dir(),
                    feed.driver().driverFolder(),
                    settings.name(),
                    Collections.nCopies(options.slots(), NodeFeed.udp(settings)),
                    options.threads(),
                    WorkerSettings.HEAP_MB,
                    directMb(),
                    WorkerSettings.MAIN_CLASS,
                    flags);
        }

        /** Workers share the machine's memory; the JVM only needs a bound that no real run reaches. */
        private static long directMb() {
            java.lang.management.OperatingSystemMXBean os =
                    java.lang.management.ManagementFactory.getOperatingSystemMXBean();
            return os instanceof com.sun.management.OperatingSystemMXBean machine
                    ? machine.getTotalMemorySize() >> 20
                    : 16 << 10;
        }

        private void countWorkers(ActorContext<Void> context, ActorRef<JobScheduler.Command> scheduler) {
            ActorRef<Receptionist.Listing> listings = context.spawn(
                    Behaviors.<Receptionist.Listing>receiveMessage(listing -> {
                        scheduler.tell(new JobScheduler.WorkersCounted(
                                listing.getServiceInstances(SlotProtocol.KEY).size()));
                        return Behaviors.same();
                    }),
                    "worker-count");
            context.getSystem().receptionist().tell(Receptionist.subscribe(SlotProtocol.KEY, listings));
        }

        private void serve(
                ActorSystem<Void> system,
                ActorRef<StatusBoard.Command> board,
                ActorRef<JobScheduler.Command> scheduler,
                Meters meters,
                ActorRef<WorkerSupervisor.Command> workers) {
            HttpSettings http = HttpSettings.from(config);
            ClusterStateSource state = StatusBoard.source(board, system);
            RunCurves curves = new RunCurves();
            Dashboard dashboard =
                    new Dashboard(system, state, curves, tokens, http.tls().isPresent());
            ApiRoutes api = new ApiRoutes(system, scheduler, state, meters, curves, settings.dir());
            List<org.steelworks.ops.http.Endpoint> endpoints = new java.util.ArrayList<>(api.endpoints());
            endpoints.addAll(dashboard.endpoints());
            Router router = new Router(
                    endpoints,
                    tokens,
                    Materializer.createMaterializer(system),
                    http.bodyTimeout(),
                    dashboard::problemPage,
                    Long.toString(System.currentTimeMillis(), Character.MAX_RADIX));
            var unused = HttpServer.bind(system, http, router).whenComplete((server, failure) -> {
                if (failure == null) {
                    ready.complete(new Started(scheduler, workers, server));
                } else {
                    ready.completeExceptionally(new NodeFailure(
                            "port " + http.port() + " of " + http.host()
                                    + " cannot be bound (is another node running?): choose another with --port",
                            failure));
                }
            });
        }
    }
}
