package org.steelworks.core.run;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.id.RunId;
import org.steelworks.core.job.RunCommand;
import org.steelworks.core.job.RunUpdate;
import org.steelworks.core.protocol.SlotProtocol;
import org.steelworks.core.protocol.SlotProtocol.ToSlot;

/**
 * Coordinates one run: claims worker slots, forms generations, has decisions recorded and tells the job scheduler how it
 * goes. Not on the path of a step: a successor reads the journal, asks the workers, and training does not notice.
 *
 * <p>Everything that changes the run's future is in the journal before anybody hears of it. Ends itself by an exception
 * when journal or files fail; the parent starts it again. After {@link RunUpdate.Finished}, {@link RunUpdate.Stopped} or
 * {@link RunUpdate.Failed} it only lets workers go and waits to be stopped.
 *
 * <p>States: opening (files) → running (claims, {@link RunLife}) → closing (files) → over.
 */
public final class RunCoordinator extends EventSourcedBehavior<RunCoordinator.Command, RunEvent, RunState> {
    private static final Duration TICK = Duration.ofMillis(20);
    private static final String NAME_PREFIX = "run-";

    /** Messages; outsiders send {@link Asked}, {@link DataWait}, {@link FeedMoved} and {@link GetStatus}. */
    public sealed interface Command {}

    /** What the job scheduler asks. */
    public record Asked(RunCommand command) implements Command {}

    /** How the run goes; not answered before its files are open. */
    public record GetStatus(ActorRef<RunStatus> replyTo) implements Command {}

    /** A change of the data is in the run's files, durably, and waits for its place. */
    public record DataWait() implements Command {}

    /** Blocks come from elsewhere now; {@code reason} says from where and why. */
    public record FeedMoved(String reason) implements Command {}

    private record Begin() implements Command {}

    private record Opened(RunPorts.History history, Throwable failure) implements Command {}

    private record Slots(Set<ActorRef<ToSlot>> present) implements Command {}

    private record Told(SlotProtocol.FromSlot message) implements Command {}

    record Recorded(RunPorts.Outcome outcome) implements Command {}

    record BaseFound(RunPorts.FoundBase found) implements Command {}

    record DataPlaced(DataPlace place, RunPorts.DataEffect effect) implements Command {}

    record FilesFailed(String what, Throwable failure) implements Command {}

    record FeedFailed(String reason) implements Command {}

    record FilesWait(String reason) implements Command {}

    record CheckpointPublished(long step) implements Command {}

    record CheckpointFailed(long step, String why) implements Command {}

    private record Tick() implements Command {}

    private record Flush() implements Command {}

    private record Closed(Throwable failure) implements Command {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final RunAssignment assignment;
    private final RunPorts ports;
    private final RunFeed feed;
    private final ActorRef<RunUpdate> parent;
    private final Clock clock;
    private RunLife life;
    private RunUpdate last;
    private boolean over;

    private RunCoordinator(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            RunAssignment assignment,
            RunPorts ports,
            RunFeed feed,
            ActorRef<RunUpdate> parent,
            Clock clock) {
        super(PersistenceId.ofUniqueId(NAME_PREFIX + assignment.setup().run()));
        this.context = context;
        this.timers = timers;
        this.assignment = assignment;
        this.ports = ports;
        this.feed = feed;
        this.parent = parent;
        this.clock = clock;
    }

    /** The coordinator's behaviour; it needs a journal. */
    public static Behavior<Command> create(
            RunAssignment assignment, RunPorts ports, RunFeed feed, ActorRef<RunUpdate> parent, Clock clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new RunCoordinator(context, timers, assignment, ports, feed, parent, clock)));
    }

    /** The same as the job scheduler starts it. */
    public static Behavior<RunCommand> launch(
            RunAssignment assignment, RunPorts ports, RunFeed feed, ActorRef<RunUpdate> parent, Clock clock) {
        return Behaviors.transformMessages(
                RunCommand.class,
                create(assignment, ports, feed, parent, clock),
                commands -> commands.match(RunCommand.class, Asked::new));
    }

    @Override
    public RunState emptyState() {
        return RunState.empty();
    }

    @Override
    public EventHandler<RunState, RunEvent> eventHandler() {
        return RunState::apply;
    }

    @Override
    public SignalHandler<RunState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(
                        RecoveryCompleted.instance(), state -> context.getSelf().tell(new Begin()))
                .onSignal(PostStop.instance(), state -> closeQuietly())
                .onSignal(Terminated.class, (state, ended) -> {
                    throw new IllegalStateException("run " + run() + " lost its "
                            + ended.getRef().path().name());
                })
                .build();
    }

    private void closeQuietly() {
        var unused = ports.close().exceptionally(failure -> {
            context.getLog().warn("closing the files of run {} failed: {}", run(), failure.toString());
            return null;
        });
    }

    @Override
    public CommandHandler<Command, RunEvent, RunState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Begin.class, this::onBegin)
                .onCommand(Opened.class, this::onOpened)
                .onCommand(Closed.class, this::onClosed)
                .onCommand(command -> life == null && last == null, (state, command) -> Effect()
                        .stash())
                .onCommand(command -> life == null || last != null, this::onAfterEnd)
                .onCommand(Asked.class, this::onAsked)
                .onCommand(GetStatus.class, (state, get) -> Effect().reply(get.replyTo(), life.status()))
                .onCommand(Slots.class, (state, slots) -> after(() -> life.onSlots(slots.present())))
                .onCommand(Told.class, (state, told) -> after(() -> life.onTold(told.message())))
                .onCommand(DataWait.class, (state, data) -> after(() -> life.onDataWait()))
                .onCommand(FeedMoved.class, (state, moved) -> after(() -> life.onFeedMoved(moved.reason())))
                .onCommand(
                        DataPlaced.class, (state, data) -> after(() -> life.onDataPlaced(data.place(), data.effect())))
                .onCommand(Recorded.class, (state, recorded) -> after(() -> life.onRecorded(recorded.outcome())))
                .onCommand(BaseFound.class, (state, base) -> after(() -> life.onBaseFound(base.found())))
                .onCommand(FeedFailed.class, (state, failed) -> after(() -> life.onFeedFailed(failed.reason())))
                .onCommand(FilesWait.class, (state, files) -> after(() -> life.onFilesWait(files.reason())))
                .onCommand(CheckpointPublished.class, (state, done) -> after(() -> life.onPublished(done.step())))
                .onCommand(
                        CheckpointFailed.class,
                        (state, failed) -> after(() -> life.onPublishFailed(failed.step(), failed.why())))
                .onCommand(Tick.class, (state, tick) -> after(() -> life.onTick()))
                .onCommand(Flush.class, (state, flush) -> after(() -> {}))
                .onCommand(FilesFailed.class, this::onFilesFailed)
                .build();
    }

    // ---- beginning

    private Effect<RunEvent, RunState> onBegin(RunState state, Begin begin) {
        if (state.fence() > assignment.fence()) {
            last = new RunUpdate.Failed(
                    0,
                    "run " + run() + " was taken over by a scheduler with fencing number " + state.fence()
                            + ", this one has " + assignment.fence());
            parent.tell(last);
            over = true;
            return Effect().none().thenUnstashAll();
        }
        return Effect()
                .persist(new RunEvent.Started(assignment.fence(), clock.millis()))
                .thenRun(now -> {
                    context.getLog()
                            .info(
                                    "coordinator of run {} started with fencing number {}, generation {}",
                                    run(),
                                    now.fence(),
                                    now.plan() == null
                                            ? 0
                                            : now.plan().generation().number());
                    context.pipeToSelf(ports.open(), Opened::new);
                });
    }

    private Effect<RunEvent, RunState> onOpened(RunState state, Opened opened) {
        if (opened.failure() != null) {
            last = new RunUpdate.Failed(
                    0, "the files of run " + run() + " cannot be opened: " + message(opened.failure()));
            return Effect().none().thenRun(now -> close()).thenUnstashAll();
        }
        long lastStep = assignment.plan().lastStep();
        if (state.ended() != null && state.ended().completed() && state.ended().step() >= lastStep) {
            last = new RunUpdate.Finished(state.ended().step());
            return Effect().none().thenRun(now -> close()).thenUnstashAll();
        }
        ActorRef<SlotProtocol.FromSlot> slots = context.messageAdapter(SlotProtocol.FromSlot.class, Told::new);
        ports.start(new CoordinatorHost(context));
        life = new RunLife(assignment, state, opened.history(), ports, feed, parent, slots, context);
        ActorRef<Receptionist.Listing> listings = context.messageAdapter(
                Receptionist.Listing.class, listing -> new Slots(listing.getAllServiceInstances(SlotProtocol.KEY)));
        context.getSystem().receptionist().tell(Receptionist.subscribe(SlotProtocol.KEY, listings));
        timers.startTimerWithFixedDelay(new Tick(), TICK);
        return Effect().none().thenUnstashAll();
    }

    // ---- running

    private Effect<RunEvent, RunState> onAsked(RunState state, Asked asked) {
        if (asked.command() instanceof RunCommand.Scale scale) {
            return after(() -> life.onScale(scale.workers()));
        }
        return after(() -> life.onStop());
    }

    private Effect<RunEvent, RunState> onFilesFailed(RunState state, FilesFailed failed) {
        throw new IllegalStateException(
                "run " + run() + ": " + failed.what() + " failed: " + message(failed.failure()), failed.failure());
    }

    /** Lets the life see an input, then makes durable what it decided and only then lets others hear of it. */
    private Effect<RunEvent, RunState> after(Runnable input) {
        input.run();
        life.settle();
        List<RunLife.Step> steps = life.takeSteps();
        if (steps.isEmpty()) {
            return Effect().none();
        }
        List<RunEvent> events = new ArrayList<>();
        steps.forEach(step -> events.add(step.event()));
        return Effect().persist(events).thenRun(state -> {
            steps.forEach(step -> step.then().run());
            life.settle();
            if (state.ended() != null) {
                last = life.result();
                close();
            } else if (life.hasSteps()) {
                context.getSelf().tell(new Flush());
            }
        });
    }

    // ---- the end

    private void close() {
        timers.cancelAll();
        context.pipeToSelf(ports.close(), (done, failure) -> new Closed(failure));
    }

    private Effect<RunEvent, RunState> onClosed(RunState state, Closed closed) {
        if (closed.failure() != null && !(last instanceof RunUpdate.Failed)) {
            throw new IllegalStateException(
                    "run " + run() + ": closing its files failed: " + message(closed.failure()), closed.failure());
        }
        over = true;
        parent.tell(last);
        return Effect().none();
    }

    /** The run has ended: whoever still serves it is let go, and late questions have the same answer. */
    private Effect<RunEvent, RunState> onAfterEnd(RunState state, Command command) {
        if (command instanceof Told told && told.message() instanceof SlotProtocol.Claimed claimed) {
            claimed.slot().tell(new SlotProtocol.Release(run(), "the run has ended"));
        } else if (command instanceof Asked && over) {
            parent.tell(last);
        } else if (command instanceof GetStatus get && life != null) {
            get.replyTo().tell(life.status());
        }
        return Effect().none();
    }

    private RunId run() {
        return assignment.setup().run();
    }

    static String message(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof java.util.concurrent.CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
