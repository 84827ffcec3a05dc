package org.steelworks.core.run;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.protocol.WorkerProtocol;
import org.steelworks.core.run.machine.RunNotice;

/**
 * The files of a run, for its coordinator alone: called on the coordinator's thread, in order; every call returns at
 * once. A stage that fails means that the files can no longer be trusted to be written: the coordinator ends and is
 * started again with files opened anew.
 */
public interface RunPorts {
    /**
     * What was found.
     *
     * @param recorded last step that ledger and metrics both have
     * @param published step of the newest checkpoint of this recipe whose checksums hold, 0 for none
     * @param data where the newest changes of the data come in
     * @param dataWait whether there are others that have no place yet
     */
    record History(long recorded, long published, DataPlace data, boolean dataWait) {}

    /**
     * What changes of the data do from their place on, a sentence for the events; empty where there was none of the kind.
     *
     * @param added of shards that were added
     * @param mixed of other weights of the sets
     */
    record DataEffect(String added, String mixed) {}

    /** Where a generation without holders starts, and why there. */
    record FoundBase(Base base, String reason) {}

    /** What became of decisions. */
    sealed interface Outcome {}

    /** Ledger and metrics have them on disk. */
    record Durable(RunProgress progress) implements Outcome {}

    /** A step does not repeat what the ledger says of it: the run must not go on. */
    record Differs(String reason) implements Outcome {}

    /** The coordinator, as far as its files need it. */
    interface Host {
        /** Starts a child of the coordinator on the blocking dispatcher; its end is the coordinator's. */
        <T> ActorRef<T> spawn(Behavior<T> behavior, String name);

        /** From any thread: a checkpoint is valid and on disk. */
        void published(long step);

        /** From any thread: why recorded steps do not get onto the disk, or empty once they do. */
        void waiting(String reason);

        /** From any thread: there is no checkpoint of this step. */
        void publishFailed(long step, String why);
    }

    /** Opens or creates the files; the first call. */
    CompletionStage<History> open();

    /** The second call, once opened. */
    void start(Host host);

    /**
     * A generation is in force; saves of older ones are given up.
     *
     * @param peakFlops what the device of one member can do at most, FLOP/s; NaN where unknown
     */
    void generation(GenerationPlan plan, Fingerprint fingerprint, double peakFlops);

    /** Writes steps, in order; completes once they are durable. */
    CompletionStage<Outcome> record(List<StableStep> steps);

    /** Makes what was recorded so far durable now rather than with the next group. */
    void flush();

    /**
     * Gives the changes of the data that wait their place: behind {@code place.step()}, or behind the last step of the ledger
     * where that is later. The feed serves what they make of the data from the next generation on.
     *
     * @return completes with what that does once it is durable
     */
    CompletionStage<DataEffect> placeData(DataPlace place);

    /** The newest valid checkpoint for workers with this fingerprint, or the beginning. */
    CompletionStage<FoundBase> findBase(Fingerprint fingerprint);

    void event(RunNotice notice);

    /** A member of the generation in force has written its part of a checkpoint. */
    void saved(WorkerProtocol.Saved saved);

    /** A member of the generation in force could not write its part. */
    void saveFailed(WorkerProtocol.SaveFailed failed);

    /** For whoever watches the run. */
    void status(RunStatus status);

    /** Makes everything durable and closes; the last call, may be repeated. */
    CompletionStage<Done> close();
}
