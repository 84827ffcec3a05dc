package org.steelworks.ops.process;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.protocol.SlotProtocol;
import org.steelworks.core.protocol.WorkerProtocol;

/**
 * Owns one device slot of a node: keeps its process running, serves one run at a time, and tells that run's coordinator
 * of the end of the process at once. The claim outlives process and coordinator.
 *
 * <p>States of the process: STARTING → IDLE or IN_RUN (it reported itself up) → BACKOFF (it ended) → STARTING …, or
 * FAILED when it keeps ending alike before it is up; then the slot leaves the receptionist until a {@link Restart}.
 *
 * <p>Starting a process blocks shortly: spawn on the blocking dispatcher. Its end kills the process, as does its restart.
 */
public final class WorkerActor extends AbstractBehavior<WorkerActor.Command> {
    /** A process that is not up so long after its start is killed. */
    static final Duration UP_WITHIN = Duration.ofSeconds(60);
    /** A process that does not answer EnterRun for so long is killed. */
    static final Duration OFFER_WITHIN = Duration.ofSeconds(120);

    private static final Duration ENTER_AGAIN = Duration.ofSeconds(1);
    private static final String UP_TIMER = "up";
    private static final String START_TIMER = "start";
    private static final String ENTER_TIMER = "enter";

    /** Messages. */
    public sealed interface Command {}

    /** Kill the process, as a fault would; it is started again. */
    public record Kill(String reason) implements Command {}

    /** Start a slot again that was given up; others go on as they are. */
    public record Restart() implements Command {}

    private record ToSlot(SlotProtocol.ToSlot message) implements Command {}

    private record FromProcess(WorkerProtocol.FromWorker message) implements Command {}

    private record Ended(long incarnation, int exitCode) implements Command {}

    private record Start() implements Command {}

    private record NotUp(long incarnation) implements Command {}

    private record EnterAgain() implements Command {}

    private record CoordinatorGone(ActorRef<SlotProtocol.FromSlot> coordinator) implements Command {}

    /** Whom the slot tells of itself. */
    interface Reports {
        /** The slot changed; called on the actor's thread, must return at once. */
        void changed(SlotStatus status);
    }

    private final WorkerSettings settings;
    private final WorkerStreams streams;
    private final WorkerId worker;
    private final RestartSchedule schedule;
    private final Clock clock;
    private final Reports reports;
    private final TimerScheduler<Command> timers;
    private final ActorRef<SlotProtocol.ToSlot> slot;
    private final ActorRef<WorkerProtocol.FromWorker> inbox;
    private final SlotClaim claim;
    private WorkerProcess process;
    private ActorRef<WorkerProtocol.ToWorker> up;
    private SlotStatus.State state = SlotStatus.State.STARTING;
    private RestartSchedule.History history = RestartSchedule.History.NONE;
    private long incarnation;
    private int starts;
    private String killedBecause = "";
    private String lastFailure = "";
    private Instant lastProgress;
    private boolean offered;
    private long enteredNs;

    /** A slot's behaviour. */
    static Behavior<Command> create(
            WorkerSettings settings,
            WorkerStreams streams,
            int slot,
            RestartSchedule schedule,
            Clock clock,
            Reports reports) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new WorkerActor(context, settings, streams, slot, schedule, clock, reports, timers)));
    }

    private WorkerActor(
            ActorContext<Command> context,
            WorkerSettings settings,
            WorkerStreams streams,
            int slot,
            RestartSchedule schedule,
            Clock clock,
            Reports reports,
            TimerScheduler<Command> timers) {
        super(context);
        this.settings = settings;
        this.streams = streams;
        this.worker = new WorkerId(settings.node(), slot);
        this.schedule = schedule;
        this.clock = clock;
        this.reports = reports;
        this.timers = timers;
        this.slot = context.spawn(forwarding(context.getSelf(), ToSlot::new), "slot");
        this.inbox = context.spawn(forwarding(context.getSelf(), FromProcess::new), "inbox");
        this.claim = new SlotClaim(worker, this.slot);
        register();
        start();
    }

    private static <T> Behavior<T> forwarding(ActorRef<Command> to, Function<T, Command> wrap) {
        return Behaviors.receiveMessage(message -> {
            to.tell(wrap.apply(message));
            return Behaviors.same();
        });
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(ToSlot.class, this::onToSlot)
                .onMessage(FromProcess.class, this::onFromProcess)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(Start.class, this::onStart)
                .onMessage(NotUp.class, this::onNotUp)
                .onMessage(EnterAgain.class, this::onEnterAgain)
                .onMessage(CoordinatorGone.class, this::onCoordinatorGone)
                .onMessage(Kill.class, this::onKill)
                .onMessage(Restart.class, this::onRestart)
                .onSignal(PostStop.class, stop -> endProcess())
                .onSignal(PreRestart.class, restart -> endProcess())
                .build();
    }

    private void register() {
        getContext().getSystem().receptionist().tell(Receptionist.register(SlotProtocol.KEY, slot));
    }

    // ---- the process

    private void start() {
        incarnation = Math.max(incarnation + 1, clock.millis());
        killedBecause = "";
        offered = false;
        try {
            String nodeActor = ActorRefResolver.get(getContext().getSystem()).toSerializationFormat(inbox);
            process = WorkerProcess.start(
                    settings, worker, incarnation, streams.next(worker.slot()), nodeActor, System.nanoTime());
        } catch (IOException e) {
            process = null;
            decide(new RestartSchedule.End("its process cannot be started: " + e.getMessage(), false, 0), "");
            return;
        }
        starts++;
        long of = incarnation;
        getContext().pipeToSelf(process.ended(), (code, failure) -> new Ended(of, failure == null ? code : -1));
        timers.startSingleTimer(UP_TIMER, new NotUp(of), UP_WITHIN);
        getContext().getLog().info("worker {} starts as pid {}, incarnation {}", worker, process.pid(), of);
        to(SlotStatus.State.STARTING);
    }

    private Behavior<Command> onStart(Start start) {
        start();
        return this;
    }

    private Behavior<Command> onNotUp(NotUp late) {
        if (process != null && process.incarnation() == late.incarnation() && up == null) {
            kill("not up " + UP_WITHIN.toSeconds() + " s after its start");
        }
        return this;
    }

    private void kill(String why) {
        if (process != null) {
            getContext().getLog().warn("worker {} pid {} is killed: {}", worker, process.pid(), why);
            killedBecause = why;
            process.kill();
        }
    }

    private Behavior<Command> onEnded(Ended ended) {
        if (process == null || process.incarnation() != ended.incarnation()) {
            return this;
        }
        timers.cancel(UP_TIMER);
        timers.cancel(ENTER_TIMER);
        boolean wasUp = up != null;
        String how = process.describe(ended.exitCode());
        String why = killedBecause.isEmpty() ? how : how + ": " + killedBecause;
        long life = process.lifeMs(System.nanoTime());
        process = null;
        up = null;
        boolean crashed = killedBecause.isEmpty() && WorkerProcess.byItself(ended.exitCode());
        claim.exited(ended.incarnation(), "its process " + why, crashed);
        String kind = killedBecause.isEmpty() ? WorkerProcess.kind(ended.exitCode()) : killedBecause;
        decide(new RestartSchedule.End(kind, wasUp, life), why);
        return this;
    }

    private void decide(RestartSchedule.End end, String details) {
        RestartSchedule.Decision decision = schedule.decide(history, end);
        history = decision.history();
        lastFailure = details.isEmpty() ? decision.reason() : decision.reason() + " (" + details + ")";
        if (decision.restart()) {
            getContext().getLog().warn("worker {}: {}", worker, lastFailure);
            timers.startSingleTimer(START_TIMER, new Start(), Duration.ofMillis(decision.pauseMs()));
            to(SlotStatus.State.BACKOFF);
        } else {
            getContext().getLog().error("worker {}: {}", worker, lastFailure);
            getContext().getSystem().receptionist().tell(Receptionist.deregister(SlotProtocol.KEY, slot));
            claim.clear();
            to(SlotStatus.State.FAILED);
        }
    }

    private Behavior<Command> onKill(Kill kill) {
        kill(kill.reason());
        return this;
    }

    private Behavior<Command> onRestart(Restart restart) {
        if (state == SlotStatus.State.FAILED) {
            history = RestartSchedule.History.NONE;
            register();
            start();
        }
        return this;
    }

    private Behavior<Command> endProcess() {
        if (process != null) {
            process.kill();
        }
        return this;
    }

    // ---- what the process says

    private Behavior<Command> onFromProcess(FromProcess said) {
        lastProgress = clock.instant();
        if (said.message() instanceof WorkerProtocol.Up now) {
            onUp(now);
            return this;
        }
        Member member = memberOf(said.message());
        if (process == null || member == null || member.incarnation() != process.incarnation()) {
            getContext().getLog().debug("worker {}: a message of {} is dropped, it is gone", worker, member);
            return this;
        }
        if (!offered
                && (said.message() instanceof WorkerProtocol.Offered
                        || said.message() instanceof WorkerProtocol.Refused)) {
            offered = true;
            timers.cancel(ENTER_TIMER);
        }
        claim.heard(said.message());
        return this;
    }

    private void onUp(WorkerProtocol.Up now) {
        if (process == null || now.pid() != process.pid()) {
            getContext().getLog().warn("worker {}: pid {} says it is up, it is not this slot's", worker, now.pid());
            return;
        }
        up = now.worker();
        timers.cancel(UP_TIMER);
        enterRun();
        changed();
    }

    private static Member memberOf(WorkerProtocol.FromWorker message) {
        if (message instanceof WorkerProtocol.Offered offered) {
            return offered.member();
        } else if (message instanceof WorkerProtocol.Refused refused) {
            return refused.member();
        } else if (message instanceof WorkerProtocol.Stopped stopped) {
            return stopped.member();
        } else if (message instanceof WorkerProtocol.Told told) {
            return told.member();
        } else if (message instanceof WorkerProtocol.Saved saved) {
            return saved.member();
        } else if (message instanceof WorkerProtocol.SaveFailed failed) {
            return failed.member();
        }
        return null;
    }

    // ---- what coordinators say

    private Behavior<Command> onToSlot(ToSlot to) {
        SlotProtocol.ToSlot message = to.message();
        if (message instanceof SlotProtocol.Claim wanted) {
            onClaim(wanted);
        } else if (message instanceof SlotProtocol.Deliver deliver) {
            if (up != null && deliver.member().incarnation() == incarnation) {
                up.tell(deliver.message());
            }
        } else if (message instanceof SlotProtocol.Expel expel) {
            if (expel.member().incarnation() == incarnation) {
                kill(expel.reason());
            }
        } else if (message instanceof SlotProtocol.Release release && claim.serves(release.run())) {
            leave(release.reason());
            changed();
        }
        return this;
    }

    private void onClaim(SlotProtocol.Claim wanted) {
        if (state == SlotStatus.State.FAILED) {
            return;
        }
        SlotClaim.Answer answer = claim.decide(wanted, System.nanoTime());
        if (answer == SlotClaim.Answer.BUSY) {
            claim.refuse(wanted);
            return;
        }
        if (answer == SlotClaim.Answer.TAKE_OVER) {
            leave("run " + wanted.setup().run() + " takes the slot, its coordinator is gone for long");
        }
        ActorRef<SlotProtocol.FromSlot> before = claim.coordinator();
        if (before != null && !before.equals(wanted.coordinator())) {
            getContext().unwatch(before);
        }
        if (!wanted.coordinator().equals(before)) {
            getContext().watchWith(wanted.coordinator(), new CoordinatorGone(wanted.coordinator()));
        }
        claim.take(wanted);
        enterRun();
        changed();
    }

    private void leave(String reason) {
        timers.cancel(ENTER_TIMER);
        if (up != null) {
            up.tell(new WorkerProtocol.Leave(claim.run(), reason));
        }
        getContext().unwatch(claim.coordinator());
        claim.clear();
    }

    private void enterRun() {
        if (up != null && claim.run() != null) {
            offered = false;
            enteredNs = System.nanoTime();
            up.tell(new WorkerProtocol.EnterRun(claim.setup(), new Member(worker, incarnation)));
            timers.startTimerWithFixedDelay(ENTER_TIMER, new EnterAgain(), ENTER_AGAIN);
        }
    }

    private Behavior<Command> onEnterAgain(EnterAgain again) {
        if (up == null || claim.run() == null || offered) {
            timers.cancel(ENTER_TIMER);
        } else if (System.nanoTime() - enteredNs > OFFER_WITHIN.toNanos()) {
            kill("no answer to run " + claim.run() + " within " + OFFER_WITHIN.toSeconds() + " s");
        } else {
            up.tell(new WorkerProtocol.EnterRun(claim.setup(), new Member(worker, incarnation)));
        }
        return this;
    }

    private Behavior<Command> onCoordinatorGone(CoordinatorGone gone) {
        claim.coordinatorGone(gone.coordinator(), System.nanoTime());
        return this;
    }

    // ---- reports

    private void to(SlotStatus.State next) {
        state = next;
        changed();
    }

    private void changed() {
        if (up != null) {
            state = claim.run() == null ? SlotStatus.State.IDLE : SlotStatus.State.IN_RUN;
        }
        reports.changed(new SlotStatus(
                worker,
                state,
                process == null ? 0 : process.pid(),
                incarnation,
                Math.max(0, starts - 1),
                claim.run() == null ? "" : claim.run().toString(),
                lastFailure,
                lastProgress));
    }
}
