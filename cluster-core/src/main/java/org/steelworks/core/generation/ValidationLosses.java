package org.steelworks.core.generation;

import java.util.Comparator;
import java.util.List;
import org.steelworks.core.leaf.LeafRange;

/**
 * A member's share of one validation.
 *
 * @param firstBatch number of its first batch, from 0
 * @param losses of its batches, in order; empty where nothing was validated
 */
public record ValidationLosses(int firstBatch, List<Double> losses) {
    /** Nothing was validated. */
    public static final ValidationLosses NONE = new ValidationLosses(0, List.of());

    public ValidationLosses {
        losses = List.copyOf(losses);
    }

    /** The batches that member {@code index} of {@code members} computes; some have one more than others. */
    public static LeafRange share(int batches, int index, int members) {
        return new LeafRange((int) ((long) batches * index / members), (int) ((long) batches * (index + 1) / members));
    }

    /**
     * Mean over the batches, added in their order so that the number of members changes nothing.
     *
     * @return null where no member validated
     */
    public static Double mean(List<ValidationLosses> shares) {
        List<ValidationLosses> ordered = shares.stream()
                .filter(share -> !share.losses.isEmpty())
                .sorted(Comparator.comparingInt(ValidationLosses::firstBatch))
                .toList();
        double sum = 0;
        int batches = 0;
        for (ValidationLosses share : ordered) {
            for (double loss : share.losses) {
                sum += loss;
                batches++;
            }
        }
        return batches == 0 ? null : (Double) (sum / batches);
    }
}
