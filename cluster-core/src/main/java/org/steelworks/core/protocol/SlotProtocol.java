package org.steelworks.core.protocol;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.id.WorkerId;

/**
 * Between a run's coordinator and the actors that own worker processes (slots), on whatever node they are. A slot serves
 * one run at a time; it keeps its claim while its process restarts and while the coordinator moves.
 */
public final class SlotProtocol {
    /** Slots of the cluster. */
    public static final ServiceKey<ToSlot> KEY = ServiceKey.create(ToSlot.class, "worker-slots");

    private SlotProtocol() {}

    /** To a slot. */
    public sealed interface ToSlot extends WireMessage {}

    /** Serve a run; answered by Claimed or Busy. The same run may claim again from another place. */
    public record Claim(RunSetup setup, ActorRef<FromSlot> coordinator) implements ToSlot {}

    /** Pass a message on to the process, if it still lives as {@code member}. */
    public record Deliver(Member member, WorkerProtocol.ToWorker message) implements ToSlot {}

    /** Kill the process and start it again. */
    public record Expel(Member member, String reason) implements ToSlot {}

    /** Serve the run no longer. */
    public record Release(RunId run, String reason) implements ToSlot {}

    /** From a slot. */
    public sealed interface FromSlot extends WireMessage {}

    /** The slot serves the run. */
    public record Claimed(WorkerId worker, ActorRef<ToSlot> slot) implements FromSlot {}

    /** The slot serves another run. */
    public record Busy(WorkerId worker, ActorRef<ToSlot> slot, RunId run) implements FromSlot {}

    /** What the process says. */
    public record Heard(ActorRef<ToSlot> slot, WorkerProtocol.FromWorker message) implements FromSlot {}

    /**
     * The process has ended.
     *
     * @param crashed whether by a fault of its own rather than by a kill
     */
    public record Exited(Member member, String reason, boolean crashed) implements FromSlot {}
}
