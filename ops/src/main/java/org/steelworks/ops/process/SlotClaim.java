package org.steelworks.ops.process;

import org.apache.pekko.actor.typed.ActorRef;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.protocol.SlotProtocol;
import org.steelworks.core.protocol.WorkerProtocol;

/** Which run a slot serves and who speaks for it. Owned by the slot's thread. */
final class SlotClaim {
    /** A run whose coordinator is gone for so long gives way to another run that wants the slot. */
    static final long ORPHAN_NS = 30_000_000_000L;

    /** What to do with a claim. */
    enum Answer {
        TAKE,
        TAKE_OVER,
        BUSY
    }

    private final WorkerId worker;
    private final ActorRef<SlotProtocol.ToSlot> slot;
    private RunSetup setup;
    private ActorRef<SlotProtocol.FromSlot> coordinator;
    private boolean orphan;
    private long orphanNs;

    SlotClaim(WorkerId worker, ActorRef<SlotProtocol.ToSlot> slot) {
        this.worker = worker;
        this.slot = slot;
    }

    Answer decide(SlotProtocol.Claim wanted, long nowNs) {
        if (setup == null || serves(wanted.setup().run())) {
            return Answer.TAKE;
        }
        return orphan && nowNs - orphanNs >= ORPHAN_NS ? Answer.TAKE_OVER : Answer.BUSY;
    }

    void take(SlotProtocol.Claim wanted) {
        setup = wanted.setup();
        coordinator = wanted.coordinator();
        orphan = false;
        coordinator.tell(new SlotProtocol.Claimed(worker, slot));
    }

    void refuse(SlotProtocol.Claim wanted) {
        wanted.coordinator().tell(new SlotProtocol.Busy(worker, slot, setup.run()));
    }

    void clear() {
        setup = null;
        coordinator = null;
        orphan = false;
    }

    void coordinatorGone(ActorRef<SlotProtocol.FromSlot> gone, long nowNs) {
        if (gone.equals(coordinator)) {
            orphan = true;
            orphanNs = nowNs;
        }
    }

    void heard(WorkerProtocol.FromWorker message) {
        if (coordinator != null) {
            coordinator.tell(new SlotProtocol.Heard(slot, message));
        }
    }

    void exited(long incarnation, String why, boolean crashed) {
        if (coordinator != null) {
            coordinator.tell(new SlotProtocol.Exited(new Member(worker, incarnation), why, crashed));
        }
    }

    boolean serves(RunId run) {
        return setup != null && setup.run().equals(run);
    }

    /** The run it serves, or null. */
    RunId run() {
        return setup == null ? null : setup.run();
    }

    RunSetup setup() {
        return setup;
    }

    /** Who speaks for the run, or null where it serves none. */
    ActorRef<SlotProtocol.FromSlot> coordinator() {
        return coordinator;
    }
}
