package org.steelworks.checkpoint.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which published checkpoints go: all that are older than the newest K valid ones. So the last valid one never goes. */
public final class RetentionRule {
    /**
     * A published checkpoint.
     *
     * @param valid whether it is complete and readable as far as known
     */
    public record Published(long step, boolean valid) {}

    /**
     * What to delete.
     *
     * @param delete steps, oldest first
     * @param reason why these and no others
     */
    public record Decision(List<Long> delete, String reason) {
        public Decision {
            delete = List.copyOf(delete);
        }
    }

    private RetentionRule() {}

    /**
     * Decides.
     *
     * @param published in any order
     * @param keep newest valid checkpoints to keep, at least 1
     */
    public static Decision decide(List<Published> published, int keep) {
        if (keep < 1) {
            throw new IllegalArgumentException("checkpoint.keep is " + keep + ", must be at least 1");
        }
        List<Published> newestFirst = new ArrayList<>(published);
        newestFirst.sort(Comparator.comparingLong(Published::step).reversed());
        int valid = 0;
        long oldestKept = Long.MIN_VALUE;
        for (Published one : newestFirst) {
            if (one.valid() && ++valid == keep) {
                oldestKept = one.step();
                break;
            }
        }
        if (valid < keep) {
            return new Decision(List.of(), valid + " valid checkpoints, fewer than the " + keep + " to keep");
        }
        long limit = oldestKept;
        List<Long> delete = newestFirst.stream()
                .map(Published::step)
                .filter(step -> step < limit)
                .sorted()
                .toList();
        return new Decision(
                delete,
                delete.size() + " checkpoints are older than step " + limit + ", the oldest of the " + keep
                        + " newest valid ones");
    }
}
