package org.steelworks.ops.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Takes a run's {@code metrics.jsonl} further: TensorBoard event files, plots, Prometheus meters. Only reads what the run
 * wrote, so it can lag or fail without touching the run; a step that the event files have is not taken again. Spawn one
 * for each run, as a child of the run's actor, on the blocking dispatcher: it ends with its parent and then takes what is
 * left. A disk that refuses is tried again at the next tick.
 */
public final class RunSinks extends AbstractBehavior<RunSinks.Command> {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final long PLOT_EVERY_MS = 10_000;

    /** Only its own ticks. */
    public sealed interface Command {}

    private record Look() implements Command {}

    private final String job;
    private final Path dir;
    private final Meters meters;
    private final Clock clock;
    private final String host;
    private final MetricsTail tail;
    private final MetricsHistory history;
    private TensorBoardFile events;
    private long lastStep = -1;
    private long plottedStep;
    private long plottedMs;

    private RunSinks(ActorContext<Command> context, String job, Path dir, Meters meters, Clock clock, String host) {
        super(context);
        this.job = job;
        this.dir = dir;
        this.meters = meters;
        this.clock = clock;
        this.host = host;
        this.tail = new MetricsTail(dir.resolve("metrics.jsonl"));
        this.history = new MetricsHistory(dir.resolve("metrics.jsonl"));
    }

    /**
     * Sinks of one run.
     *
     * @param dir the run's folder
     * @param host part of the event files' names: the node's name
     */
    public static Behavior<Command> create(String job, Path dir, Meters meters, Clock clock, String host) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
            return new RunSinks(context, job, dir, meters, clock, host);
        }));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Look.class, look -> {
                    take(false);
                    return this;
                })
                .onSignal(PostStop.class, stop -> onStop())
                .build();
    }

    private Behavior<Command> onStop() {
        take(true);
        meters.ended(job);
        try {
            if (events != null) {
                events.close();
            }
        } catch (IOException e) {
            getContext().getLog().warn("TensorBoard events of job {} may lack the last steps", job, e);
        }
        return this;
    }

    private void take(boolean plotNow) {
        try {
            if (lastStep < 0) {
                lastStep = TensorBoardSteps.last(dir.resolve("tensorboard"));
            }
            tail.read(() -> {}, this::take);
            long now = clock.millis();
            if (lastStep > plottedStep && (plotNow || now - plottedMs >= PLOT_EVERY_MS)) {
                history.refresh();
                RunPlots.write(dir.resolve("plots"), history.points());
                plottedStep = lastStep;
                plottedMs = now;
            }
        } catch (IOException | UncheckedIOException e) {
            getContext().getLog().warn("Metrics of job {} could not be taken further; tried again", job, e);
        }
    }

    private void take(StepMetrics metrics) {
        if (metrics.step() <= lastStep) {
            return;
        }
        try {
            if (events == null) {
                events = TensorBoardFile.create(dir.resolve("tensorboard"), host, clock);
            }
            events.write(metrics);
        } catch (IOException e) {
            throw new UncheckedIOException("the event file in " + dir.resolve("tensorboard") + " cannot be written", e);
        }
        meters.step(job, metrics);
        lastStep = metrics.step();
    }
}
