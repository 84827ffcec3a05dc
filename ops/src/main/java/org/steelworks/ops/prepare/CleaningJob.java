package org.steelworks.ops.prepare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.steelworks.core.id.RunId;
import org.steelworks.core.job.JobView;
import org.steelworks.core.job.RunCommand;
import org.steelworks.core.job.RunRequest;
import org.steelworks.core.job.RunUpdate;
import org.steelworks.core.recipe.RecipeReader;
import org.steelworks.core.spec.PrepareSpec;
import org.steelworks.data.flow.FailureText;
import org.steelworks.data.flow.OutputInUse;
import org.steelworks.data.flow.PrepareProgress;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.ProgressListener;
import org.steelworks.data.prepare.PrepareRun;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.TextField;
import org.steelworks.ops.run.CleaningEvents;
import org.steelworks.ops.run.RunLog;
import org.steelworks.ops.run.RunNews;

/**
 * A job of kind {@code prepare}: plans it, has the cluster's data nodes do the units, tells the scheduler how far it is and
 * keeps its log. States: planning → cleaning → ended; while somebody else writes to the output folder it plans again every
 * few seconds. What is done lies in the output folder, so a job that is launched again goes on.
 */
public final class CleaningJob extends AbstractBehavior<CleaningJob.Message> {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final long LOG_NS = Duration.ofSeconds(5).toNanos();
    private static final String RECIPE = "recipe.resolved.yaml";

    sealed interface Message permits Asked, Planned, Look, Happened, Ended, TryAgain {}

    private record Asked(RunCommand command) implements Message {}

    private record Planned(org.steelworks.data.flow.PrepareSpec spec, CleaningRecipe recipe, Throwable failure)
            implements Message {}

    private record Look() implements Message {}

    private record Happened(ProgressListener.NodeNews news) implements Message {}

    private record Ended(PrepareReport report, Throwable failure) implements Message {}

    private record TryAgain() implements Message {}

    private final RunRequest request;
    private final TimerScheduler<Message> timers;
    private final Clock clock;
    private final CleaningEvents events;
    private final Consumer<RunNews> news;
    private final CleaningPace pace = new CleaningPace();
    /** The newest progress that nobody has looked at; there are more than anybody wants. */
    private final AtomicReference<PrepareProgress> newest = new AtomicReference<>();

    private PrepareRun run;
    private boolean stopAsked;
    private long units;
    private String heldUp = "";
    /** What the log has said of waiting, so that a busy cluster does not fill it. */
    private String said = "";

    private long loggedNs = System.nanoTime() - LOG_NS;

    /**
     * Starts the job. It writes its log and events, and so blocks.
     *
     * @param watcher hears what is told of the job
     */
    public static Behavior<RunCommand> launch(RunRequest request, Consumer<RunNews> watcher, Clock clock) {
        Behavior<Message> behavior = Behaviors.setup(context -> {
            try {
                CleaningEvents events = CleaningEvents.open(request.dir(), request.fence());
                return Behaviors.withTimers(
                        timers -> new CleaningJob(context, timers, request, events, watcher, clock));
            } catch (IOException | RuntimeException e) {
                context.getLog().debug("job {} cannot start", request.job(), e);
                request.replyTo()
                        .tell(new RunUpdate.Failed(
                                0, "the job's folder " + request.dir() + " cannot be used: " + e.getMessage()));
                return Behaviors.empty();
            }
        });
        return Behaviors.transformMessages(
                RunCommand.class, behavior, commands -> commands.match(RunCommand.class, Asked::new));
    }

    private CleaningJob(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            RunRequest request,
            CleaningEvents events,
            Consumer<RunNews> watcher,
            Clock clock) {
        super(context);
        this.request = request;
        this.timers = timers;
        this.clock = clock;
        this.events = events;
        this.news = new RunLog(request.dir(), clock).andThen(events).andThen(watcher);
        timers.startTimerWithFixedDelay(new Look(), LOOK);
        say(
                "started",
                "",
                request.resume()
                        ? "goes on: units that are done are kept"
                        : "looks at the inputs and cuts them into units");
        plan();
    }

    private void plan() {
        Executor blocking = getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        getContext()
                .pipeToSelf(
                        CompletableFuture.supplyAsync(this::read, blocking),
                        (planned, failure) -> failure == null ? planned : new Planned(null, null, failure));
    }

    private Planned read() {
        PrepareSpec wanted = request.recipe().spec().prepare();
        try {
            Files.writeString(request.dir().resolve(RECIPE), request.recipe().resolvedYaml());
            CleaningRecipe recipe = CleaningRecipe.of(wanted.operators());
            if (recipe.text().yaml().length() > RecipeReader.MAX_BYTES) {
                throw new IOException("recipe " + wanted.operators() + " is longer than " + RecipeReader.MAX_BYTES
                        + " characters, too long for a message between nodes: put long lists into files of their own");
            }
            Path out = wanted.out() == null ? request.dir() : Path.of(wanted.out());
            return new Planned(
                    org.steelworks.data.flow.PrepareSpec.of(
                                    InputNames.sets(
                                            wanted.inputs().stream()
                                                    .map(Path::of)
                                                    .toList(),
                                            RawFormat.AUTO,
                                            TextField.TEXT,
                                            recipe),
                                    out.toAbsolutePath().normalize(),
                                    1)
                            .withTraceOf(org.steelworks.data.flow.PrepareSpec.documents(
                                    wanted.trace(), wanted.traceSample())),
                    recipe,
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Asked.class, this::onAsked)
                .onMessage(Planned.class, this::onPlanned)
                .onMessage(Look.class, this::onLook)
                .onMessage(Happened.class, this::onHappened)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(TryAgain.class, this::onTryAgain)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Message> onAsked(Asked asked) {
        if (asked.command() instanceof RunCommand.Stop) {
            stopAsked = true;
            if (run == null) {
                // what is being read ends with this actor
                stopped();
            } else {
                stopRun();
            }
        }
        return this;
    }

    private Behavior<Message> onPostStop(PostStop signal) {
        stopRun();
        try {
            events.close();
        } catch (IOException e) {
            getContext().getLog().error("the events of job {} cannot be closed: {}", request.job(), e.toString(), e);
        }
        return this;
    }

    private void stopRun() {
        if (run != null) {
            run.stop();
        }
    }

    private Behavior<Message> onPlanned(Planned planned) {
        if (stopAsked) {
            return this;
        }
        if (planned.failure() != null) {
            failed(planned.failure());
            return this;
        }
        say(
                "planned",
                "",
                planned.spec().sets().size() + " inputs by "
                        + planned.recipe().operators().name() + " to "
                        + planned.spec().out());
        ActorRef<Message> self = getContext().getSelf();
        run = PrepareRun.onDataNodes(
                planned.spec(), planned.recipe().text(), getContext().getSystem(), new ProgressListener() {
                    @Override
                    public void progress(PrepareProgress progress) {
                        newest.set(progress);
                    }

                    @Override
                    public void node(NodeNews what) {
                        self.tell(new Happened(what));
                    }
                });
        getContext().pipeToSelf(run.report(), Ended::new);
        return this;
    }

    private Behavior<Message> onLook(Look look) {
        PrepareProgress progress = newest.getAndSet(null);
        if (progress != null) {
            tell(progress);
        }
        return this;
    }

    private void tell(PrepareProgress progress) {
        units = progress.unitsDone();
        long nowNs = System.nanoTime();
        JobView.Cleaning cleaning = pace.at(progress, nowNs);
        String sentence = CleaningPace.sentence(cleaning);
        request.replyTo().tell(new RunUpdate.Cleaned(progress.unitsDone(), progress.unitsTotal(), cleaning, sentence));
        if (!progress.heldUp().equals(heldUp)) {
            heldUp = progress.heldUp();
            request.replyTo().tell(new RunUpdate.Waiting(heldUp));
            if (!heldUp.isEmpty() && !heldUp.equals(said)) {
                said = heldUp;
                say("waiting", "", heldUp);
            }
        }
        if (nowNs - loggedNs >= LOG_NS) {
            loggedNs = nowNs;
            say(RunNews.Told.PROGRESS, "", sentence);
        }
    }

    private Behavior<Message> onHappened(Happened happened) {
        String type =
                switch (happened.news().what()) {
                    case JOINED -> "node_joined";
                    case REFUSED -> "node_refused";
                    case LOST -> "node_lost";
                    case MOVED -> "unit_moved";
                    case FAILED -> "unit_failed";
                };
        say(type, happened.news().node(), happened.news().reason());
        return this;
    }

    private Behavior<Message> onEnded(Ended ended) {
        onLook(new Look());
        run = null;
        if (ended.failure() == null) {
            PrepareReport report = ended.report();
            say(
                    "ended",
                    "",
                    String.format(
                            Locale.ROOT,
                            "%,d documents, %,d kept, %,d records quarantined",
                            report.total().documents(),
                            report.total().kept(),
                            report.total().quarantined()));
            request.replyTo().tell(new RunUpdate.Finished(units));
        } else if (stopAsked) {
            stopped();
        } else if (FailureText.cause(ended.failure()) instanceof OutputInUse inUse) {
            request.replyTo().tell(new RunUpdate.Waiting(inUse.getMessage()));
            timers.startSingleTimer(new TryAgain(), TRY_AGAIN);
        } else {
            failed(ended.failure());
        }
        return this;
    }

    private Behavior<Message> onTryAgain(TryAgain again) {
        if (!stopAsked) {
            request.replyTo().tell(new RunUpdate.Waiting(""));
            plan();
        }
        return this;
    }

    private void stopped() {
        say("stopped", "", "stopped on request; units that are done are kept");
        request.replyTo().tell(new RunUpdate.Stopped(units));
    }

    private void failed(Throwable failure) {
        getContext().getLog().debug("job {} failed", request.job(), FailureText.cause(failure));
        String reason = FailureText.of(failure);
        say("failed", "", reason);
        request.replyTo().tell(new RunUpdate.Failed(units, reason));
    }

    private void say(String type, String node, String sentence) {
        news.accept(new RunNews.Told(new RunId(request.job().value()), clock.instant(), type, node, sentence));
    }
}
