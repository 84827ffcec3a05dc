package org.steelworks.core.aeron;

/** Decides whether a buffer may lie in the machine's shared memory, which the logs of all streams need as well. */
final class SharedSpaceRule {
    /**
     * So many buffers of the wanted size must fit. It leaves room for the logs of workers that join, and for other processes that
     * ask at the same moment and count the same room as free.
     */
    private static final int TIMES = 4;

    private static final long MIB = 1L << 20;

    private SharedSpaceRule() {}

    /** @param reason a sentence why */
    record Decision(boolean share, String reason) {}

    /**
     * @param sharing what {@code steel.aeron.share-memory} says
     * @param bytes of the buffer
     * @param free usable bytes of the memory's file system
     */
    static Decision decide(boolean sharing, long bytes, long free) {
        if (!sharing) {
            return new Decision(false, "steel.aeron.share-memory is off");
        }
        if (free / TIMES < bytes) {
            return new Decision(
                    false,
                    free / MIB + " MiB are free, less than " + TIMES + " buffers of " + bytes / MIB
                            + " MiB: enlarge the folder of steel.aeron.folder (containers: --shm-size)");
        }
        return new Decision(true, free / MIB + " MiB are free for a buffer of " + bytes / MIB + " MiB");
    }
}
