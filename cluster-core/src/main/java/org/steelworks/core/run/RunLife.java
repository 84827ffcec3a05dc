package org.steelworks.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.id.RunId;
import org.steelworks.core.job.RunUpdate;
import org.steelworks.core.protocol.SlotProtocol;
import org.steelworks.core.protocol.SlotProtocol.ToSlot;
import org.steelworks.core.protocol.WorkerProtocol;
import org.steelworks.core.run.machine.CoordinatorMachine;
import org.steelworks.core.run.machine.CoordinatorPort;
import org.steelworks.core.run.machine.RunNotice;

/**
 * One life of a run's coordinator: hands inputs to the {@link CoordinatorMachine} and does what it causes. What must be
 * durable first is collected as {@link Step}s. Owned by the coordinator's thread.
 */
final class RunLife implements CoordinatorPort {
    /** A stop waits so long for the workers of the running generation, whose newest state is then saved. */
    private static final long STOP_GRACE_NS = 5_000_000_000L;
    /** If every slot refuses for so long, the run fails instead of waiting for others. */
    private static final long REFUSED_NS = 5_000_000_000L;

    /** A run without workers says so after so long: forming a generation passes through that state. */
    private static final long WAITING_TOLD_NS = 2_000_000_000L;

    /** An event to be journalled, and what follows once it is durable. */
    record Step(RunEvent event, Runnable then) {}

    private final RunAssignment assignment;
    private final RunId run;
    private final RunPorts ports;
    private final RunFeed feed;
    private final ActorRef<RunUpdate> parent;
    private final ActorRef<SlotProtocol.FromSlot> inbox;
    private final ActorContext<RunCoordinator.Command> context;
    private final Logger log;
    private final CoordinatorMachine machine;
    private final SlotTable slots = new SlotTable();
    private final List<Step> steps = new ArrayList<>();
    private final long startNs;
    private Fingerprint fingerprint;
    private int limit;
    private GenerationPlan journalNext;
    private int placing;
    private long handedOver;
    private long durable;
    private long servedNumber;
    private boolean stopAsked;
    private boolean stopWaits;
    private long refusedNs = -1;
    private long withoutWorkersNs = -1;
    private String filesWait = "";
    private String waitingTold = "";
    private RunUpdate result;
    private RunStatus told;

    RunLife(
            RunAssignment assignment,
            RunState state,
            RunPorts.History history,
            RunPorts ports,
            RunFeed feed,
            ActorRef<RunUpdate> parent,
            ActorRef<SlotProtocol.FromSlot> inbox,
            ActorContext<RunCoordinator.Command> context) {
        this.assignment = assignment;
        this.run = assignment.setup().run();
        this.ports = ports;
        this.feed = feed;
        this.parent = parent;
        this.inbox = inbox;
        this.context = context;
        this.log = context.getLog();
        this.startNs = nowNs();
        this.fingerprint = state.fingerprint();
        this.limit = bounded(assignment.workers());
        this.handedOver = history.recorded();
        this.durable = history.recorded();
        this.machine = new CoordinatorMachine(assignment.plan(), this, history.recorded(), history.published());
        this.stopAsked = state.stopRequested();
        if (state.plan() != null) {
            boolean feedMoved = state.feed() != null && !state.feed().equals(feed.endpoint());
            machine.recover(state.plan(), state.stopRequested(), feedMoved);
        }
        machine.data(history.data(), history.dataWait());
        this.stopWaits = state.stopRequested();
        if (!feed.reason().isEmpty()) {
            event(fed(feed.reason()));
        }
    }

    private int bounded(int workers) {
        return Math.max(1, Math.min(workers, assignment.plan().leaves()));
    }

    private static long nowNs() {
        return System.nanoTime();
    }

    // ---- what the actor asks

    boolean hasSteps() {
        return !steps.isEmpty();
    }

    List<Step> takeSteps() {
        List<Step> taken = List.copyOf(steps);
        steps.clear();
        return taken;
    }

    /** What the parent is to hear at the end. */
    RunUpdate result() {
        return result;
    }

    RunStatus status() {
        GenerationPlan plan = machine.plan();
        return new RunStatus(
                run,
                machine.phase(),
                machine.number(),
                plan == null ? List.of() : plan.generation().members(),
                slots.heldCount(),
                Math.max(0, machine.accepted()),
                assignment.setup().train().device().key(),
                plan == null ? "waiting for workers" : plan.reason());
    }

    /** After each input: tells feed, files and watchers what is new. */
    void settle() {
        GenerationPlan plan = machine.plan();
        boolean inForce = machine.phase() == CoordinatorMachine.Phase.FORMING
                || machine.phase() == CoordinatorMachine.Phase.RUNNING;
        if (plan != null && inForce && servedNumber != plan.generation().number()) {
            servedNumber = plan.generation().number();
            ports.generation(plan, fingerprint, slots.peakFlops());
            ActorRef<RunCoordinator.Command> self = context.getSelf();
            feed.serve(run, plan, endpoints(plan), reason -> self.tell(new RunCoordinator.FeedFailed(reason)));
        }
        RunStatus now = status();
        if (!now.equals(told)) {
            told = now;
            ports.status(now);
        }
        tellWaiting();
    }

    private int needed() {
        return machine.plan() == null
                ? Math.min(assignment.plan().minWorkers(), assignment.plan().leaves())
                : 1;
    }

    private void tellWaiting() {
        long now = nowNs();
        if (result != null || machine.phase() != CoordinatorMachine.Phase.WAITING) {
            withoutWorkersNs = -1;
        } else if (withoutWorkersNs < 0) {
            withoutWorkersNs = now;
        }
        boolean alone = withoutWorkersNs >= 0 && now - withoutWorkersNs >= WAITING_TOLD_NS;
        String why = !filesWait.isEmpty() ? filesWait : alone ? slots.waitingFor(needed()) : "";
        if (!why.equals(waitingTold)) {
            waitingTold = why;
            parent.tell(new RunUpdate.Waiting(why));
        }
    }

    // ---- inputs

    void onSlots(Set<ActorRef<ToSlot>> present) {
        for (Member member : slots.listed(present)) {
            machine.onExited(member, "its node left the cluster or gave the slot up", nowNs());
        }
        claim();
    }

    void onScale(int workers) {
        int next = bounded(workers);
        if (next != limit) {
            log.info("run {} goes on with up to {} workers instead of {}", run, next, limit);
            limit = next;
            claim();
        }
    }

    private void claim() {
        if (result != null) {
            return;
        }
        long now = nowNs();
        for (ActorRef<ToSlot> slot : slots.toClaim(limit, now)) {
            slot.tell(new SlotProtocol.Claim(assignment.setup(), inbox));
        }
        for (ActorRef<ToSlot> slot : slots.surplus(limit, now)) {
            Member member = slots.memberOf(slot);
            letGo(slot, "the run goes on with fewer workers");
            if (member != null) {
                machine.onExited(member, "let go: the run goes on with fewer workers", now);
            }
        }
    }

    private void letGo(ActorRef<ToSlot> slot, String why) {
        slots.rests(slot, nowNs());
        slot.tell(new SlotProtocol.Release(run, why));
    }

    void onTold(SlotProtocol.FromSlot message) {
        if (message instanceof SlotProtocol.Claimed claimed) {
            if (!slots.claimed(claimed.slot(), claimed.worker(), nowNs())) {
                log.debug("slot {} answered but is not listed", claimed.worker());
            }
        } else if (message instanceof SlotProtocol.Busy busy) {
            onBusy(busy);
        } else if (message instanceof SlotProtocol.Exited exited) {
            slots.exited(exited.member(), nowNs());
            if (exited.crashed()) {
                machine.onCrashed(exited.member(), exited.reason(), nowNs());
            } else {
                machine.onExited(exited.member(), exited.reason(), nowNs());
            }
        } else if (message instanceof SlotProtocol.Heard heard && slots.held(heard.slot())) {
            onHeard(heard.slot(), heard.message());
        }
    }

    private void onBusy(SlotProtocol.Busy busy) {
        Member member = slots.memberOf(busy.slot());
        slots.rests(busy.slot(), nowNs());
        if (member != null) {
            machine.onExited(member, "its slot serves run " + busy.run() + " now", nowNs());
        }
    }

    private void onHeard(ActorRef<ToSlot> slot, WorkerProtocol.FromWorker message) {
        if (message instanceof WorkerProtocol.Offered offered && offered.run().equals(run)) {
            onOffered(slot, offered);
        } else if (message instanceof WorkerProtocol.Refused refused
                && refused.run().equals(run)) {
            refuse(slot, refused.member(), refused.reason());
        } else if (message instanceof WorkerProtocol.Stopped stopped
                && stopped.run().equals(run)) {
            machine.onStopReport(stopped.member(), stopped.number(), stopped.report(), nowNs());
        } else if (message instanceof WorkerProtocol.Told notice && notice.run().equals(run)) {
            machine.onNotice(notice.member(), notice.notice(), nowNs());
        } else if (message instanceof WorkerProtocol.Saved saved
                && saved.run().equals(run)
                && saved.generation() == servedNumber) {
            ports.saved(saved);
        } else if (message instanceof WorkerProtocol.SaveFailed failed
                && failed.run().equals(run)
                && failed.generation() == servedNumber) {
            ports.saveFailed(failed);
        }
    }

    private void onOffered(ActorRef<ToSlot> slot, WorkerProtocol.Offered offered) {
        if (fingerprint == null) {
            fingerprint = offered.fingerprint();
            steps.add(new Step(new RunEvent.FingerprintTaken(assignment.fence(), fingerprint), () -> {}));
        }
        Optional<String> difference = fingerprint.difference(offered.fingerprint());
        if (difference.isPresent()) {
            refuse(slot, offered.member(), difference.get());
            return;
        }
        Member older = slots.memberOf(slot);
        if (older != null && older.incarnation() > offered.member().incarnation()) {
            return;
        }
        slots.lives(slot, offered.member(), offered.endpoint(), offered.peakFlops());
        machine.onRegistered(offered.member(), offered.inGeneration(), nowNs());
    }

    private void refuse(ActorRef<ToSlot> slot, Member member, String why) {
        machine.onExited(member, why, nowNs());
        event(new RunNotice(
                RunNotice.Type.EXPELLED,
                machine.number(),
                member.worker().toString(),
                Math.max(0, machine.accepted()),
                "refused: " + why,
                Double.NaN));
        slots.refused(slot, why, nowNs());
        slot.tell(new SlotProtocol.Release(run, why));
    }

    void onStop() {
        if (stopAsked || result != null) {
            return;
        }
        stopAsked = true;
        steps.add(new Step(new RunEvent.StopRequested(assignment.fence()), () -> {
            stopWaits = true;
            stopWhenDue();
        }));
    }

    /** With a plan but no workers yet, those that train may still be about to register with their newest state. */
    private void stopWhenDue() {
        boolean early = machine.phase() == CoordinatorMachine.Phase.WAITING
                && machine.plan() != null
                && nowNs() - startNs < STOP_GRACE_NS;
        if (stopWaits && !early) {
            stopWaits = false;
            machine.onStopRequested(nowNs());
        }
    }

    void onTick() {
        claim();
        stopWhenDue();
        failWhenAllRefuse();
        machine.onTick(nowNs());
    }

    private void failWhenAllRefuse() {
        String refusals = machine.phase() == CoordinatorMachine.Phase.WAITING ? slots.allRefused() : "";
        if (refusals.isEmpty() || result != null) {
            refusedNs = -1;
        } else if (refusedNs < 0) {
            refusedNs = nowNs();
        } else if (nowNs() - refusedNs >= REFUSED_NS) {
            giveUp("no worker can take part: " + refusals);
        }
    }

    void onRecorded(RunPorts.Outcome outcome) {
        if (outcome instanceof RunPorts.Differs differs) {
            giveUp(differs.reason());
            return;
        }
        RunProgress progress = ((RunPorts.Durable) outcome).progress();
        durable = Math.max(durable, progress.step());
        parent.tell(new RunUpdate.Progress(
                progress.step(),
                assignment.plan().lastStep(),
                progress.loss(),
                progress.tokensPerSecond(),
                progress.generation(),
                progress.workers()));
        machine.onRecorded(progress.step(), nowNs());
        journalWhenRecorded();
    }

    /** What the data are will not change by itself: the run ends and can be resumed once they are mended. */
    void onFeedFailed(String reason) {
        if (result == null) {
            giveUp("no blocks can be fed: " + reason);
        }
    }

    /** Why files take no steps at present; empty once they do. */
    void onFilesWait(String reason) {
        filesWait = reason;
    }

    /** A change of the data is in the files: it comes in as soon as may be. */
    void onDataWait() {
        if (result == null) {
            machine.onDataWaits(nowNs());
        }
    }

    /** Another node feeds the run: members hear of it with the next generation. */
    void onFeedMoved(String reason) {
        if (result == null) {
            event(fed(reason));
            machine.onFeedMoved(reason, nowNs());
        }
    }

    private RunNotice fed(String reason) {
        return RunNotice.of(RunNotice.Type.FEED, machine.number(), "", Math.max(0, machine.accepted()), reason);
    }

    void onDataPlaced(DataPlace place, RunPorts.DataEffect effect) {
        placing--;
        dataEvent(RunNotice.Type.DATA_ADDED, place, effect.added());
        dataEvent(RunNotice.Type.DATA_MIXED, place, effect.mixed());
        journalWhenRecorded();
    }

    private void dataEvent(RunNotice.Type type, DataPlace place, String said) {
        if (!said.isEmpty()) {
            event(RunNotice.of(type, place.generation(), "", place.step(), said));
        }
    }

    void onBaseFound(RunPorts.FoundBase found) {
        machine.onBaseFound(found.base(), found.reason(), nowNs());
    }

    void onPublished(long step) {
        machine.onPublished(step, nowNs());
    }

    void onPublishFailed(long step, String why) {
        machine.onPublishFailed(step, why, nowNs());
    }

    // ---- what the machine causes

    @Override
    public void stop(Member member, long number) {
        deliver(member, new WorkerProtocol.Stop(run, number));
    }

    @Override
    public void plan(Member member, GenerationPlan plan) {
        deliver(member, new WorkerProtocol.Enter(run, plan, endpoints(plan), feed.endpoint()));
    }

    @Override
    public void acknowledge(Member member, long step) {
        deliver(member, new WorkerProtocol.Recorded(run, step));
    }

    private void deliver(Member member, WorkerProtocol.ToWorker message) {
        ActorRef<ToSlot> slot = slots.slotOf(member);
        if (slot != null) {
            slot.tell(new SlotProtocol.Deliver(member, message));
        }
    }

    private List<Endpoint> endpoints(GenerationPlan plan) {
        return plan.generation().members().stream().map(slots::endpoint).toList();
    }

    @Override
    public void release(Member member, String reason) {
        ActorRef<ToSlot> slot = slots.slotOf(member);
        if (slot != null) {
            letGo(slot, reason);
        }
    }

    @Override
    public void expel(Member member, String reason) {
        ActorRef<ToSlot> slot = slots.slotOf(member);
        if (slot != null) {
            slots.exited(member, nowNs());
            slot.tell(new SlotProtocol.Expel(member, reason));
        }
    }

    /**
     * The plan says through which step history is recorded: that has to be true on disk before the plan is, or a
     * successor would leave a gap.
     */
    @Override
    public void journal(GenerationPlan plan) {
        journalNext = plan;
        if (durable < handedOver) {
            ports.flush();
        }
        journalWhenRecorded();
    }

    private void journalWhenRecorded() {
        if (journalNext == null || placing > 0 || durable < Math.min(handedOver, journalNext.recordedThrough())) {
            return;
        }
        GenerationPlan plan = journalNext;
        journalNext = null;
        steps.add(new Step(new RunEvent.GenerationFormed(assignment.fence(), plan, feed.endpoint()), () -> {
            log.info(
                    "run {} generation {}: {} from step {}, {}",
                    run,
                    plan.generation().number(),
                    plan.generation().members(),
                    plan.base().step(),
                    plan.reason());
            machine.onJournaled(plan.generation().number(), nowNs());
        }));
    }

    @Override
    public void placeData(DataPlace place) {
        placing++;
        context.pipeToSelf(
                ports.placeData(place),
                (effect, failure) -> failure == null
                        ? new RunCoordinator.DataPlaced(place, effect)
                        : new RunCoordinator.FilesFailed("taking changed data in", failure));
    }

    @Override
    public void findBase() {
        context.pipeToSelf(
                ports.findBase(fingerprint),
                (found, failure) -> failure == null
                        ? new RunCoordinator.BaseFound(found)
                        : new RunCoordinator.FilesFailed("looking for a checkpoint", failure));
    }

    @Override
    public void record(List<StableStep> steps) {
        handedOver = Math.max(handedOver, steps.get(steps.size() - 1).step());
        context.pipeToSelf(
                ports.record(steps),
                (outcome, failure) -> failure == null
                        ? new RunCoordinator.Recorded(outcome)
                        : new RunCoordinator.FilesFailed("recording steps", failure));
    }

    @Override
    public void event(RunNotice notice) {
        log.info(
                "run {} {} generation {} step {} {}: {}",
                run,
                notice.type(),
                notice.generation(),
                notice.step(),
                notice.worker(),
                notice.reason());
        ports.event(notice);
    }

    @Override
    public void ended(long step, boolean completed) {
        end(step, completed, completed ? new RunUpdate.Finished(step) : new RunUpdate.Stopped(step), "");
    }

    @Override
    public void failed(String reason) {
        long step = Math.max(0, durable);
        end(step, false, new RunUpdate.Failed(step, reason), reason);
    }

    private void giveUp(String reason) {
        event(new RunNotice(
                RunNotice.Type.FAILED, machine.number(), "", Math.max(0, machine.accepted()), reason, Double.NaN));
        failed(reason);
    }

    private void end(long step, boolean completed, RunUpdate update, String failure) {
        if (result != null) {
            return;
        }
        result = update;
        steps.add(new Step(new RunEvent.Ended(assignment.fence(), step, completed, failure), () -> {}));
        String why = failure.isEmpty() ? "the run has ended" : "the run failed: " + failure;
        slots.claims().forEach(slot -> letGo(slot, why));
    }
}
