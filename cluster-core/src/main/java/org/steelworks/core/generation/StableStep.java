package org.steelworks.core.generation;

import org.steelworks.core.digest.Digest128;

/**
 * A step that can never be lost any more.
 *
 * @param decision its outcome, the same at every member
 * @param durationNs what it took at the member that tells of it, from the decision before it, or from the moment all
 *     was there to begin it, to its own; {@link #UNKNOWN} where that member did not compute it
 * @param blocksWaitNs how long that member could have begun to compute and had no blocks; 0 where it never had to wait
 */
public record StableStep(Decision decision, long durationNs, long blocksWaitNs) {
    /** Nobody that is left knows how long the step took. */
    public static final long UNKNOWN = -1;

    /** A step that nobody that is left has measured. */
    public static StableStep unmeasured(Decision decision) {
        return new StableStep(decision, UNKNOWN, 0);
    }

    /** What was measured, of this decision. */
    public StableStep of(Decision same) {
        return new StableStep(same, durationNs, blocksWaitNs);
    }

    public long step() {
        return decision.step();
    }

    /** The same step with the digest of the weights it led to. */
    public StableStep withWeightsDigest(Digest128 digest) {
        return of(decision.withWeightsDigest(digest));
    }

    /** The same step with the validation loss of the weights it led to. */
    public StableStep withValidationLoss(Double mean) {
        return of(decision.withValidationLoss(mean));
    }

    /** Seconds of {@link #blocksWaitNs}. */
    public double blocksWaitSeconds() {
        return blocksWaitNs / 1e9;
    }

    /** Seconds it took; NaN where that is not known. */
    public double seconds() {
        return durationNs < 0 ? Double.NaN : durationNs / 1e9;
    }
}
