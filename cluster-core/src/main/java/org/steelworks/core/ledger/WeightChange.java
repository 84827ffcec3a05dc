package org.steelworks.core.ledger;

import java.util.List;

/**
 * Weights that the samples of a run are drawn with from one of them on. The draw is counted from there, and each set goes
 * on in its own order where it stood.
 *
 * @param firstSample index of the run's first sample that is drawn with them, from 0
 * @param weights whole numbers, one for each set, as {@link Mixture} takes them; a set with the weight 0 rests
 */
public record WeightChange(long firstSample, List<Long> weights) {
    public WeightChange {
        weights = List.copyOf(weights);
        new Mixture(weights);
        if (firstSample < 0) {
            throw new IllegalArgumentException("weights count from sample " + firstSample + " on, samples from 0");
        }
    }
}
