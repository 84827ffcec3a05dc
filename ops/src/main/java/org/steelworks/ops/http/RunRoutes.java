package org.steelworks.ops.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.steelworks.ops.metrics.StepMetrics;
import org.steelworks.ops.metrics.StepMetricsJson;

/** The files of a run: log, metrics, events. */
final class RunRoutes {
    private static final int LOG_LIMIT = 1 << 20;
    private static final int LINE_LIMIT = 64 << 10;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JobClient jobs;
    private final RunCurves curves;
    private final Executor blocking;

    RunRoutes(JobClient jobs, RunCurves curves, ActorSystem<?> system) {
        this.jobs = jobs;
        this.curves = curves;
        this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/v1/jobs/{id}/logs", Role.VIEWER, this::logs),
                Endpoint.get("/api/v1/jobs/{id}/metrics", Role.VIEWER, this::metrics),
                Endpoint.get("/api/v1/jobs/{id}/events", Role.VIEWER, this::events));
    }

    private CompletionStage<HttpResponse> logs(Call call) {
        long offset = call.number("offset", 0, 0, Long.MAX_VALUE);
        if (call.header("Accept").orElse("").contains("text/event-stream")
                || "true".equals(call.query().get("follow"))) {
            return follow(call, EventStream.after(call, offset));
        }
        int limit = (int) call.number("limit", LOG_LIMIT, 1, LOG_LIMIT);
        return jobs.job(call.job())
                .thenApplyAsync(
                        job -> {
                            RunFiles.Part part = part(Path.of(job.dir(), RunFiles.LOG), offset, limit);
                            return Answers.bytes(200, ContentTypes.TEXT_PLAIN_UTF8, part.bytes())
                                    .addHeader(RawHeader.create("X-Next-Offset", Long.toString(part.next())))
                                    .addHeader(RawHeader.create("X-Size", Long.toString(part.size())));
                        },
                        blocking);
    }

    private static RunFiles.Part part(Path file, long offset, int limit) {
        try {
            return RunFiles.read(file, offset, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** Each line is an event whose id is the byte offset behind it; {@code end} follows the last line of an ended job. */
    private CompletionStage<HttpResponse> follow(Call call, long offset) {
        return jobs.job(call.job()).thenApply(job -> {
            Path file = Path.of(job.dir(), RunFiles.LOG);
            Source<EventStream.Event, NotUsed> events = Source.unfoldAsync(
                            new Following(offset, false), at -> next(call, file, at))
                    .mapConcat(lines -> lines);
            return EventStream.of(events);
        });
    }

    private record Following(long offset, boolean ended) {}

    private CompletionStage<Optional<Pair<Following, List<EventStream.Event>>>> next(
            Call call, Path file, Following at) {
        if (at.ended()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        // The state is asked before the file is read: what an ended job wrote is all there.
        return jobs.job(call.job())
                .thenComposeAsync(
                        job -> {
                            List<RunFiles.Line> lines = lines(file, at.offset());
                            if (!lines.isEmpty()) {
                                List<EventStream.Event> events = lines.stream()
                                        .map(line -> new EventStream.Event(line.next(), "line", line.text()))
                                        .toList();
                                long next = lines.get(lines.size() - 1).next();
                                return given(new Following(next, false), events);
                            }
                            if (job.state().ended()) {
                                String state = job.state().name().toLowerCase(Locale.ROOT);
                                return given(
                                        new Following(at.offset(), true),
                                        List.of(new EventStream.Event(at.offset(), "end", state)));
                            }
                            Executor later = CompletableFuture.delayedExecutor(
                                    LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS, blocking);
                            return CompletableFuture.supplyAsync(
                                    () -> Optional.of(Pair.create(at, List.<EventStream.Event>of())), later);
                        },
                        blocking);
    }

    private static CompletionStage<Optional<Pair<Following, List<EventStream.Event>>>> given(
            Following next, List<EventStream.Event> events) {
        return CompletableFuture.completedFuture(Optional.of(Pair.create(next, events)));
    }

    private static List<RunFiles.Line> lines(Path file, long offset) {
        try {
            return RunFiles.lines(file, offset, LINE_LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private CompletionStage<HttpResponse> metrics(Call call) {
        long after = call.number("after", 0, 0, Long.MAX_VALUE);
        return jobs.job(call.job())
                .thenApplyAsync(
                        job -> {
                            ObjectNode body = JsonNodeFactory.instance.objectNode();
                            body.put("job", job.id().value());
                            ArrayNode points = body.putArray("points");
                            for (StepMetrics point : curves.points(job)) {
                                if (point.step() > after) {
                                    points.add(StepMetricsJson.object(point));
                                }
                            }
                            return Answers.json(200, body);
                        },
                        blocking);
    }

    private CompletionStage<HttpResponse> events(Call call) {
        long offset = call.number("offset", 0, 0, Long.MAX_VALUE);
        return jobs.job(call.job())
                .thenApplyAsync(
                        job -> {
                            List<RunFiles.Line> lines = lines(Path.of(job.dir(), RunFiles.EVENTS), offset);
                            ObjectNode body = JsonNodeFactory.instance.objectNode();
                            ArrayNode events = body.putArray("events");
                            for (RunFiles.Line line : lines) {
                                try {
                                    events.add(JSON.readTree(line.text()));
                                } catch (IOException e) {
                                    events.addObject().put("unreadable", line.text());
                                }
                            }
                            body.put(
                                    "next_offset",
                                    lines.isEmpty()
                                            ? offset
                                            : lines.get(lines.size() - 1).next());
                            body.put("ended", job.state().ended());
                            return Answers.json(200, body);
                        },
                        blocking);
    }
}
