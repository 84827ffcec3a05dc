package org.steelworks.core.generation;

/**
 * The state a generation starts from.
 *
 * @param step T: the last decided step; the generation computes T + 1 next
 * @param appliedSteps AdamW's step count after T
 * @param source where buckets come from that no member holds at T
 * @param checkpoint folder of the checkpoint where {@code source} is CHECKPOINT, else empty
 */
public record Base(long step, long appliedSteps, Source source, String checkpoint) {
    /** Origins of state. */
    public enum Source {
        /** Every bucket is at T at some member. */
        MEMBERS,
        /** A published checkpoint of step T. */
        CHECKPOINT,
        /** The recipe's initial weights; T is 0. */
        INITIAL
    }

    public static Base initial() {
        return new Base(0, 0, Source.INITIAL, "");
    }

    public static Base checkpoint(long step, long appliedSteps, String folder) {
        return new Base(step, appliedSteps, Source.CHECKPOINT, folder);
    }
}
