package org.steelworks.gpu.step;

import java.util.Arrays;

/**
 * How long a step may take before a member complains: three times the 99th percentile of the recent steps, and at
 * least 3.5 s. A generation's first steps warm caches and compile code, so they get {@link #FIRST_NS} until
 * {@link #ENOUGH} steps were measured.
 */
final class DeadlineRule {
    static final long LEAST_NS = 3_500_000_000L;
    static final long FIRST_NS = 20_000_000_000L;
    static final int ENOUGH = 5;
    private static final int WINDOW = 64;

    private final long[] durationsNs = new long[WINDOW];
    private long measured;

    void measured(long durationNs) {
        durationsNs[(int) (measured++ % WINDOW)] = durationNs;
    }

    long deadlineNs() {
        if (measured < ENOUGH) {
            return FIRST_NS;
        }
        long[] sorted = Arrays.copyOf(durationsNs, (int) Math.min(measured, WINDOW));
        Arrays.sort(sorted);
        long p99 = sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * 0.99))];
        return Math.max(LEAST_NS, 3 * p99);
    }
}
