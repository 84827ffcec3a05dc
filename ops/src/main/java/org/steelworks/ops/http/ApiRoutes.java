package org.steelworks.ops.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.ops.metrics.Meters;
import org.steelworks.ops.status.ClusterSnapshot;
import org.steelworks.ops.status.ClusterStateSource;

/**
 * The API under {@code /api/v1}, and what probes and scrapers ask. {@code openapi.json} describes exactly these routes; a
 * test compares both.
 */
public final class ApiRoutes {
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final ClusterStateSource state;
    private final Meters meters;

    /**
     * What the API serves.
     *
     * @param scheduler the job scheduler or its proxy
     * @param nodeDir against which relative paths of recipes that come as text are resolved
     * @param curves shared with the dashboard
     */
    public ApiRoutes(
            ActorSystem<?> system,
            ActorRef<JobScheduler.Command> scheduler,
            ClusterStateSource state,
            Meters meters,
            RunCurves curves,
            Path nodeDir) {
        this.state = state;
        this.meters = meters;
        JobClient jobs = new JobClient(scheduler, system);
        endpoints.addAll(new JobRoutes(jobs, nodeDir).endpoints());
        endpoints.addAll(new RunRoutes(jobs, curves, system).endpoints());
        endpoints.add(Endpoint.get("/api/v1/status", Role.VIEWER, call -> status()));
        endpoints.add(Endpoint.get("/api/v1/actors", Role.VIEWER, call -> actors()));
        endpoints.add(Endpoint.get("/api/v1/events", Role.VIEWER, this::events));
        HttpResponse document = Answers.bytes(200, ContentTypes.APPLICATION_JSON, resource("openapi.json"));
        endpoints.add(Endpoint.get("/api/v1/openapi.json", null, call -> now(document)));
        endpoints.add(Endpoint.get("/metrics", Role.VIEWER, call -> scrape()));
        endpoints.add(Endpoint.get("/healthz", null, call -> now(Answers.text(200, "ok\n"))));
        endpoints.add(Endpoint.get(
                "/readyz",
                null,
                call -> ready(() -> jobs.ask(replyTo -> new JobScheduler.ListJobs(null, 1, replyTo)))));
    }

    /** All routes of the API. */
    public List<Endpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    private static byte[] resource(String name) {
        try (InputStream in = ApiRoutes.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + name + " cannot be read", e);
        }
    }

    private CompletionStage<HttpResponse> status() {
        return state.snapshot().thenApply(snapshot -> Answers.json(200, StatusJson.status(snapshot)));
    }

    private CompletionStage<HttpResponse> actors() {
        return state.snapshot().thenApply(snapshot -> Answers.json(200, StatusJson.actors(snapshot)));
    }

    private CompletionStage<HttpResponse> events(Call call) {
        return state.snapshot().thenApply(snapshot -> {
            long after = EventStream.after(call, snapshot.changeId());
            return EventStream.of(state.changes(after)
                    .map(change -> new EventStream.Event(
                            change.id(),
                            change.subject().word(),
                            StatusJson.change(change).toString())));
        });
    }

    private CompletionStage<HttpResponse> scrape() {
        return state.snapshot().thenApply(snapshot -> Answers.text(200, meters.scrape(snapshot)));
    }

    private CompletionStage<HttpResponse> ready(Supplier<CompletionStage<?>> scheduler) {
        return state.snapshot()
                .thenCombine(scheduler.get(), (snapshot, answer) -> problems(snapshot))
                .exceptionally(failure -> List.of("the job scheduler does not answer: " + failure.getMessage()))
                .thenApply(problems -> {
                    var body = JsonNodeFactory.instance.objectNode().put("ready", problems.isEmpty());
                    problems.forEach(body.putArray("problems")::add);
                    return Answers.json(problems.isEmpty() ? 200 : 503, body);
                });
    }

    private static List<String> problems(ClusterSnapshot snapshot) {
        boolean up =
                snapshot.members().stream().anyMatch(member -> member.status().equals("up"));
        return up ? List.of() : List.of("no member of the cluster is up yet");
    }
}
