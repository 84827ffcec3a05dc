package org.steelworks.core.protocol;

import java.util.List;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.generation.ValidationLosses;

/** What a member tells the run coordinator of its own accord. */
public sealed interface StepNotice extends WireMessage {
    /** Number of the generation it speaks of. */
    long generation();

    /** It has entered the generation: all its state is of the base. */
    record Ready(long generation) implements StepNotice {}

    /**
     * Stable steps, in order; sent again until acknowledged as recorded.
     *
     * @param decided the last step decided at the sender
     */
    record Stable(long generation, long decided, List<StableStep> steps) implements StepNotice {
        public Stable {
            steps = List.copyOf(steps);
        }
    }

    /**
     * It has applied the last step.
     *
     * @param last the last step, or null where the run began at it
     * @param buckets the buckets it is primary of
     * @param weightsDigests their weights' digests, or empty where the step has none
     * @param validation its share of the validation of the weights
     */
    record Finished(
            long generation,
            long step,
            StableStep last,
            List<Integer> buckets,
            List<Digest128> weightsDigests,
            ValidationLosses validation)
            implements StepNotice {
        public Finished {
            buckets = List.copyOf(buckets);
            weightsDigests = List.copyOf(weightsDigests);
        }
    }

    /** The step's deadline passed; {@code missing} are the members (indices) whose frames it lacks. */
    record Overdue(long generation, long step, List<Integer> missing) implements StepNotice {
        public Overdue {
            missing = List.copyOf(missing);
        }
    }

    /** Loss or gradient of a step is not finite. */
    record NonFinite(long generation, long step, Digest128 digest, String what) implements StepNotice {}
}
