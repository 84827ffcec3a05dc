package org.steelworks.data.pack;

/** What becomes of the last shard, which is filled in part or not at all. */
public enum RemainderRule {
    /** Written once, padded: nothing is lost and nothing doubled. */
    KEEP_ONCE,
    /** The original with one process: over 5 % it is written and a shard of padding follows; else it is written. */
    ORIGINAL_SINGLE,
    /** The original with several processes: over 5 % it is written, else it is discarded. */
    ORIGINAL_MULTIPLE;

    private static final double ORIGINAL_THRESHOLD = 0.05;

    /**
     * The decision.
     *
     * @param writeRemainder write what is there, padded
     * @param writePadding then write a shard of padding only
     * @param reason why
     */
    public record Decision(boolean writeRemainder, boolean writePadding, String reason) {}

    /**
     * Decides on a shard with {@code used} of {@code elements} ids.
     *
     * @param stopped whether an error ended the packing early
     */
    public Decision decide(long used, long elements, boolean stopped) {
        String fill = used + " of " + elements + " tokens";
        boolean large = !stopped && (double) used / elements > ORIGINAL_THRESHOLD;
        return switch (this) {
            case KEEP_ONCE ->
                new Decision(used > 0, false, used > 0 ? fill + " left: written, padded" : "nothing left");
            case ORIGINAL_SINGLE ->
                new Decision(
                        true,
                        large,
                        large
                                ? fill + " left, over 5 %: written, padded, and a shard of padding after it"
                                : fill + " left: written, padded");
            case ORIGINAL_MULTIPLE ->
                new Decision(
                        large,
                        false,
                        large
                                ? fill + " left, over 5 %: written, padded"
                                : fill + " left: discarded"
                                        + (stopped ? ", an error ended the process" : ", at most 5 %"));
        };
    }
}
