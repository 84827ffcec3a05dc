package org.steelworks.core.aeron;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * Sleeps ever longer while there is nothing to do: each sleep is a small share of the time slept since the last work. So
 * work that follows work is seen within microseconds, work that follows a long computation within milliseconds, and a
 * thread that waits for a computation hardly ever takes the processor from it. One thread only.
 */
final class PatientIdle implements IdleStrategy {
    /** A message comes at most this share of the idle time late. */
    private static final int SHARE = 16;

    private static final long SHORTEST_NS = 1_000;

    private final long longestNs;
    private long sleptNs;

    /** @param longestNs longest sleep */
    PatientIdle(long longestNs) {
        this.longestNs = longestNs;
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        long sleep = sleepNs(sleptNs, longestNs);
        sleptNs += sleep;
        LockSupport.parkNanos(sleep);
    }

    /** How long to sleep after having slept that long. */
    static long sleepNs(long sleptNs, long longestNs) {
        return Math.min(longestNs, Math.max(SHORTEST_NS, sleptNs / SHARE));
    }

    @Override
    public void reset() {
        sleptNs = 0;
    }

    @Override
    public String alias() {
        return "patient";
    }
}
