package org.steelworks.ops.quickstart;

import java.util.ArrayList;
import java.util.List;

/**
 * When the quickstart kills a worker of its own, and which: what is left of the kills asked for, evenly over the steps
 * that are left, in turn over the slots, so that a worker is back before its turn comes again.
 *
 * @param kills in order of their steps
 */
record KillPlan(List<Kill> kills) {
    /** Kill the worker of a slot once {@code step} is recorded. */
    record Kill(long step, int slot) {}

    KillPlan {
        kills = List.copyOf(kills);
    }

    /**
     * Plans the kills to come. Where fewer steps are left than kills, some kills are given up.
     *
     * @param recorded steps that are done
     * @param steps of the run
     * @param done kills that happened in earlier lives of the run
     * @param wanted kills in all lives together
     */
    static KillPlan of(long recorded, long steps, int workers, int done, int wanted) {
        List<Kill> plan = new ArrayList<>();
        int left = Math.max(0, wanted - done);
        long last = recorded;
        for (int i = 0; i < left; i++) {
            long step = recorded + (steps - recorded) * (i + 1) / (left + 1);
            if (step > last && step < steps) {
                plan.add(new Kill(step, workers - 1 - (done + i) % workers));
                last = step;
            }
        }
        return new KillPlan(plan);
    }
}
