package org.steelworks.core.generation;

import org.steelworks.core.digest.Digest128;

/**
 * A step that can never be lost any more.
 *
 * @param decision its outcome, the same at every member
 * @param durationNs what it took at the member that tells of it, from the decision before it, or from the moment all
 *     was there to begin it, to its own; {@link #UNKNOWN} where that member did not compute it
 */
public record StableStep(Decision decision, long durationNs) {
    /** Nobody that is left knows how long the step took. */
    public static final long UNKNOWN = -1;

    public long step() {
        return decision.step();
    }

    /** The same step with the digest of the weights it led to. */
    public StableStep withWeightsDigest(Digest128 digest) {
        return new StableStep(decision.withWeightsDigest(digest), durationNs);
    }

    /** The same step with the validation loss of the weights it led to. */
    public StableStep withValidationLoss(Double mean) {
        return new StableStep(decision.withValidationLoss(mean), durationNs);
    }

    /** Seconds it took; NaN where that is not known. */
    public double seconds() {
        return durationNs < 0 ? Double.NaN : durationNs / 1e9;
    }
}
