package org.steelworks.data.actor;

/**
 * What feeding may take at most.
 *
 * @param buffers leaves of one run between disk and log
 * @param bufferBytes memory of those; a single leaf may be larger
 * @param stepsPerMember whole steps whose leaves one member may be waiting for; below one step a member that asks again
 *     for all it lacks would get the same leaves for ever
 * @param commands commands of other threads that wait for the agent
 * @param leavesPerTurn leaves of a run read in one turn of the agent: bounds how long the data plane waits for the disk
 */
public record FeedLimits(int buffers, long bufferBytes, int stepsPerMember, int commands, int leavesPerTurn) {
    /** 64 MiB a run; workers ask for fewer than 8 steps ahead. */
    public static final FeedLimits STANDARD = new FeedLimits(64, 64L << 20, 8, 256, 4);

    public FeedLimits {
        if (buffers < 1 || bufferBytes < 1 || stepsPerMember < 1 || commands < 1 || leavesPerTurn < 1) {
            throw new IllegalArgumentException("limits of the feed are at least 1, got " + buffers + ", " + bufferBytes
                    + ", " + stepsPerMember + ", " + commands + " and " + leavesPerTurn);
        }
    }

    /** Leaves that a member may be waiting for, of a run with so many leaves a step. */
    int waitingPerMember(int leaves) {
        return (int) Math.min(Integer.MAX_VALUE, (long) stepsPerMember * leaves);
    }

    /** Buffers that fit, at least one. */
    int buffersOf(int leafBytes) {
        return (int) Math.max(1, Math.min(buffers, bufferBytes / leafBytes));
    }
}
