package org.steelworks.gpu.step;

import java.util.Arrays;

/**
 * How long a step may take before a member complains: three times the 99th percentile of the recent steps, scaled to the
 * leaves that the busiest member computes now, and at least 3.5 s. Until {@link #ENOUGH} steps were measured it is
 * {@link #FIRST_NS}, or three times what this member's own leaves took where that is more: the others' may take as long.
 * The first step of a generation, in which a joiner is still cold, gets twice as long. A step of which
 * this member complained gets twice as long in each generation after that, so that a step that is merely long ends
 * some day; a member that still computes its own leaves waits {@link #OWN_WORK} times as long, for it is itself what
 * others wait for.
 */
final class DeadlineRule {
    static final long LEAST_NS = 3_500_000_000L;
    static final long FIRST_NS = 20_000_000_000L;
    static final int ENOUGH = 5;
    static final int OWN_WORK = 4;
    private static final int WINDOW = 64;
    private static final int MOST_DOUBLINGS = 10;

    private final double[] leafNs = new double[WINDOW];
    private long measured;
    private long overdueStep = -1;
    private long complainedIn;
    private int rounds;
    private long ownNs;

    /**
     * A step was decided.
     *
     * @param busiest leaves of the member that has the most
     */
    void measured(long durationNs, int busiest) {
        leafNs[(int) (measured++ % WINDOW)] = (double) durationNs / busiest;
        overdueStep = -1;
    }

    /** This member computed its own leaves of a step in so long. */
    void computed(long durationNs) {
        ownNs = durationNs;
    }

    /** This member complains of a step. */
    void complained(long step, long generation) {
        if (step != overdueStep) {
            rounds = 1;
        } else if (generation != complainedIn) {
            rounds = Math.min(MOST_DOUBLINGS, rounds + 1);
        }
        overdueStep = step;
        complainedIn = generation;
    }

    /**
     * Time from the start of a step to a complaint, ns.
     *
     * @param busiest leaves of the member that has the most
     * @param first whether it is the first step of its generation
     * @param computing whether this member still computes its own leaves
     */
    long deadlineNs(long step, long generation, int busiest, boolean first, boolean computing) {
        long deadline = usual(busiest) * (first ? 2 : 1) * (computing ? OWN_WORK : 1);
        int before = step != overdueStep ? 0 : generation == complainedIn ? rounds - 1 : rounds;
        return deadline << before;
    }

    private long usual(int busiest) {
        if (measured < ENOUGH) {
            return Math.max(FIRST_NS, 3 * ownNs);
        }
        double[] sorted = Arrays.copyOf(leafNs, (int) Math.min(measured, WINDOW));
        Arrays.sort(sorted);
        double p99 = sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * 0.99))];
        return Math.max(LEAST_NS, (long) (3 * p99 * busiest));
    }
}
