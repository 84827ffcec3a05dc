package org.steelworks.ops.process;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Owns the worker slots of a node: waits until the processes of an earlier life of the node are gone, then starts one
 * {@link WorkerActor} per slot. Its end ends all of them and their processes.
 *
 * <p>Writes the pid file: spawn on the blocking dispatcher.
 */
public final class WorkerSupervisor extends AbstractBehavior<WorkerSupervisor.Command> {
    /** How the reason of a loss ends where the worker was killed by {@link KillWorker}. */
    public static final String ON_REQUEST = "killed on request";

    /** Workers end within 1 s of their node; those that do not in this time are killed. */
    private static final Duration OLD_END_WITHIN = Duration.ofSeconds(3);

    /** Messages. */
    public sealed interface Command {}

    /** Kill a slot's process, as a fault would; answered false where there is no such slot. */
    public record KillWorker(int slot, ActorRef<Boolean> replyTo) implements Command {}

    /** Start a slot again that was given up. */
    public record RestartWorker(int slot) implements Command {}

    /** All slots as they are now. */
    public record GetSlots(ActorRef<List<SlotStatus>> replyTo) implements Command {}

    private record Changed(SlotStatus status) implements Command {}

    private record OldGone(Throwable failure) implements Command {}

    private record KillOld() implements Command {}

    private final WorkerSettings settings;
    private final WorkerStreams streams;
    private final RestartSchedule schedule;
    private final Clock clock;
    private final Consumer<SlotStatus> watcher;
    private final TimerScheduler<Command> timers;
    private final PidFile pids;
    private final List<ProcessHandle> old = new ArrayList<>();
    private final Map<Integer, ActorRef<WorkerActor.Command>> slots = new HashMap<>();
    private final Map<Integer, SlotStatus> statuses = new HashMap<>();

    /**
     * The node's worker slots.
     *
     * @param streams of the node's media driver
     * @param clock wall clock: incarnations grow with it, over restarts of the node too
     * @param watcher hears of every change on the supervisor's thread; must return at once
     */
    public static Behavior<Command> create(
            WorkerSettings settings, WorkerStreams streams, Clock clock, Consumer<SlotStatus> watcher) {
        return create(settings, streams, RestartSchedule.DEFAULT, clock, watcher);
    }

    static Behavior<Command> create(
            WorkerSettings settings,
            WorkerStreams streams,
            RestartSchedule schedule,
            Clock clock,
            Consumer<SlotStatus> watcher) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new WorkerSupervisor(context, settings, streams, schedule, clock, watcher, timers)));
    }

    private WorkerSupervisor(
            ActorContext<Command> context,
            WorkerSettings settings,
            WorkerStreams streams,
            RestartSchedule schedule,
            Clock clock,
            Consumer<SlotStatus> watcher,
            TimerScheduler<Command> timers)
            throws IOException {
        super(context);
        this.settings = settings;
        this.streams = streams;
        this.schedule = schedule;
        this.clock = clock;
        this.watcher = watcher;
        this.timers = timers;
        this.pids = new PidFile(settings.dir());
        this.old.addAll(pids.alive());
        awaitOld();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(OldGone.class, this::onOldGone)
                .onMessage(KillOld.class, this::onKillOld)
                .onMessage(Changed.class, this::onChanged)
                .onMessage(KillWorker.class, this::onKillWorker)
                .onMessage(RestartWorker.class, this::onRestartWorker)
                .onMessage(GetSlots.class, this::onGetSlots)
                .build();
    }

    // ---- the node's earlier life

    private void awaitOld() {
        if (!old.isEmpty()) {
            getContext().getLog().info("waiting for {} workers of this node's earlier life", old.size());
        }
        CompletionStage<Void> gone =
                CompletableFuture.allOf(old.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        getContext().pipeToSelf(gone, (done, failure) -> new OldGone(failure));
        timers.startSingleTimer(new KillOld(), OLD_END_WITHIN);
    }

    private Behavior<Command> onKillOld(KillOld late) {
        for (ProcessHandle process : old) {
            if (process.isAlive()) {
                getContext().getLog().warn("worker pid {} of this node's earlier life is killed", process.pid());
                process.destroyForcibly();
            }
        }
        return this;
    }

    private Behavior<Command> onOldGone(OldGone gone) {
        timers.cancelAll();
        old.clear();
        for (int slot = 0; slot < settings.slots(); slot++) {
            slots.put(slot, spawn(slot));
        }
        return this;
    }

    private ActorRef<WorkerActor.Command> spawn(int slot) {
        ActorRef<Command> self = getContext().getSelf();
        Behavior<WorkerActor.Command> worker = Behaviors.supervise(WorkerActor.create(
                        settings, streams, slot, schedule, clock, status -> self.tell(new Changed(status))))
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0));
        return getContext().spawn(worker, "worker-" + slot, DispatcherSelector.blocking());
    }

    // ---- slots

    private Behavior<Command> onChanged(Changed changed) throws IOException {
        SlotStatus status = changed.status();
        SlotStatus before = statuses.put(status.worker().slot(), status);
        if (status.pid() != 0 && (before == null || before.pid() != status.pid())) {
            pids.started(status.worker().slot(), status.pid());
        }
        watcher.accept(status);
        return this;
    }

    private Behavior<Command> onKillWorker(KillWorker kill) {
        ActorRef<WorkerActor.Command> slot = slots.get(kill.slot());
        if (slot != null) {
            slot.tell(new WorkerActor.Kill(ON_REQUEST));
        }
        kill.replyTo().tell(slot != null);
        return this;
    }

    private Behavior<Command> onRestartWorker(RestartWorker restart) {
        ActorRef<WorkerActor.Command> slot = slots.get(restart.slot());
        if (slot != null) {
            slot.tell(new WorkerActor.Restart());
        }
        return this;
    }

    private Behavior<Command> onGetSlots(GetSlots get) {
        get.replyTo()
                .tell(statuses.values().stream()
                        .sorted((a, b) -> a.worker().compareTo(b.worker()))
                        .toList());
        return this;
    }
}
