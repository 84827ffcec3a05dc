package org.steelworks.data.feed;

/**
 * How far ahead of its decided step a worker may have blocks sent: bounds the memory that waiting blocks take at both
 * ends.
 *
 * @param stepsAhead steps beyond the decided one that may be asked for; at least 1
 */
public record CreditRule(int stepsAhead) {

    /** The answer, with a sentence why. */
    public sealed interface Decision {
        String reason();
    }

    /** Send the blocks now. */
    public record Grant(String reason) implements Decision {}

    /** Not yet: ask again when {@code untilDecided} is decided. */
    public record Hold(long untilDecided, String reason) implements Decision {}

    /** The step is over; its blocks are of no use. */
    public record Stale(String reason) implements Decision {}

    public CreditRule {
        if (stepsAhead < 1) {
            throw new IllegalArgumentException(
                    "a worker needs the blocks of at least one step ahead, got " + stepsAhead);
        }
    }

    /**
     * The rule that keeps within a memory budget: as many steps as fit, at least 1 and at most {@code most}.
     *
     * @param bytesPerStep blocks of one worker's share of a step, in bytes
     * @param budgetBytes memory for blocks that wait
     */
    public static CreditRule within(long bytesPerStep, long budgetBytes, int most) {
        if (bytesPerStep < 1 || budgetBytes < 0 || most < 1) {
            throw new IllegalArgumentException("no credit for " + bytesPerStep + " bytes a step in " + budgetBytes
                    + " bytes and at most " + most + " steps");
        }
        return new CreditRule((int) Math.max(1, Math.min(most, budgetBytes / bytesPerStep)));
    }

    /**
     * Decides on the blocks of step {@code asked} for a worker whose last decided step is {@code decided} (0 before
     * the first).
     */
    public Decision decide(long decided, long asked) {
        if (asked <= decided) {
            return new Stale("step " + asked + " is over, step " + decided + " is decided");
        }
        long last = decided + stepsAhead;
        if (asked > last) {
            return new Hold(
                    asked - stepsAhead,
                    "step " + asked + " is more than " + stepsAhead + " steps beyond decided step " + decided);
        }
        return new Grant("step " + asked + " is within " + stepsAhead + " steps of decided step " + decided);
    }
}
