package org.steelworks.core.generation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;

/**
 * Which member computes which leaves. A range costs its leaves (time) and its subtree roots (bytes to send): the plan
 * minimises the largest range plus half the number of roots, so 64 leaves for three members become 16, 24 and 24 with
 * five roots rather than 21, 21 and 22 with eleven.
 *
 * @param ranges one per member, in leaf order
 * @param reason one sentence for the journal
 */
public record RankPlan(List<LeafRange> ranges, String reason) {
    private static final double ROOT_COST = 0.5;

    /** Members beyond the number of leaves would get nothing: {@code 1 <= members <= leaves}. */
    public static RankPlan of(int leaves, int members) {
        if (members < 1 || members > leaves) {
            throw new IllegalArgumentException(
                    "a step of " + leaves + " leaves has work for 1 to " + leaves + " members, not " + members);
        }
        Cuts best = null;
        int smallest = (leaves + members - 1) / members;
        for (int largest = smallest; largest <= Math.min(leaves, 2 * smallest); largest++) {
            Cuts cuts = Cuts.of(new LeafTree(leaves), members, largest);
            if (cuts != null && (best == null || cuts.cost() < best.cost())) {
                best = cuts;
            }
        }
        return new RankPlan(
                best.ranges(),
                "largest range " + best.largest + " of " + leaves + " leaves, " + best.roots + " subtree roots");
    }

    /** The same ranges handed to other members: member i gets what member {@code i + by} had. */
    public RankPlan rotated(int by) {
        List<LeafRange> turned = new ArrayList<>(ranges);
        Collections.rotate(turned, -by);
        return new RankPlan(turned, reason + ", rotated by " + by);
    }

    /** The cheapest cuts under a bound on the largest range, by dynamic programming over (members left, leaf). */
    private record Cuts(int largest, int roots, int[] ends) {
        static Cuts of(LeafTree tree, int members, int largest) {
            int leaves = tree.leaves();
            int[][] cost = new int[members + 1][leaves + 1];
            int[][] end = new int[members + 1][leaves + 1];
            for (int[] row : cost) {
                java.util.Arrays.fill(row, Integer.MAX_VALUE);
            }
            cost[0][leaves] = 0;
            for (int left = 1; left <= members; left++) {
                for (int from = 0; from < leaves; from++) {
                    for (int to = from + 1; to <= Math.min(leaves, from + largest); to++) {
                        if (cost[left - 1][to] == Integer.MAX_VALUE) {
                            continue;
                        }
                        int total = cost[left - 1][to]
                                + tree.roots(new LeafRange(from, to)).size();
                        if (total < cost[left][from]) {
                            cost[left][from] = total;
                            end[left][from] = to;
                        }
                    }
                }
            }
            if (cost[members][0] == Integer.MAX_VALUE) {
                return null;
            }
            int[] ends = new int[members];
            int at = 0;
            for (int left = members; left >= 1; left--) {
                ends[members - left] = end[left][at];
                at = end[left][at];
            }
            return new Cuts(largest, cost[members][0], ends);
        }

        double cost() {
            return largest + ROOT_COST * roots;
        }

        List<LeafRange> ranges() {
            List<LeafRange> ranges = new ArrayList<>();
            int from = 0;
            for (int to : ends) {
                ranges.add(new LeafRange(from, to));
                from = to;
            }
            return ranges;
        }
    }
}
