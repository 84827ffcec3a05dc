package org.steelworks.core.generation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Which members keep which buckets. Those that have a bucket keep it as long as it needs holders; what is short goes
 * to the members with the fewest elements; the primary is the holder that sums the fewest elements so far.
 *
 * @param holders per bucket member indices, primary first
 */
public record HolderPlan(List<int[]> holders) {

    /**
     * @param elements size of each bucket
     * @param members number of members
     * @param replicas wanted holders; cut at the number of members
     * @param has per member the buckets it has at the base, so that it need not copy them
     */
    public static HolderPlan of(int[] elements, int members, int replicas, List<BitSet> has) {
        int wanted = Math.min(replicas, members);
        long[] kept = new long[members];
        long[] summed = new long[members];
        List<int[]> holders = new ArrayList<>(elements.length);
        for (int bucket = 0; bucket < elements.length; bucket++) {
            int b = bucket;
            List<Integer> order = new ArrayList<>();
            for (int m = 0; m < members; m++) {
                order.add(m);
            }
            order.sort(Comparator.<Integer>comparingInt(m -> has.get(m).get(b) ? 0 : 1)
                    .thenComparingLong(m -> kept[m])
                    .thenComparingInt(m -> m));
            List<Integer> chosen = new ArrayList<>(order.subList(0, wanted));
            for (int m : chosen) {
                kept[m] += elements[b];
            }
            chosen.sort(Comparator.<Integer>comparingLong(m -> summed[m]).thenComparingInt(m -> m));
            summed[chosen.get(0)] += elements[b];
            holders.add(chosen.stream().mapToInt(Integer::intValue).toArray());
        }
        return new HolderPlan(List.copyOf(holders));
    }
}
