package org.steelworks.ops.quickstart;

import java.util.ArrayList;
import java.util.List;

/**
 * When the quickstart kills a worker of its own, and which: evenly over the run's steps, in turn over the slots, so that
 * a worker is back before its turn comes again.
 *
 * @param kills in order of their steps
 */
record KillPlan(List<Kill> kills) {
    /** Kill the worker of a slot once {@code step} is recorded. */
    record Kill(long step, int slot) {}

    static KillPlan of(long steps, int workers, int kills) {
        List<Kill> plan = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            plan.add(new Kill(steps * (i + 1) / (kills + 1), (workers - 1 - i % workers + workers) % workers));
        }
        return new KillPlan(List.copyOf(plan));
    }
}
