package org.steelworks.data.growth;

import java.util.List;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.ledger.Mixture;

/**
 * Other weights that the samples of a run are drawn from its sets with.
 *
 * @param weights of all sets, in their order, as somebody gave them; a set with the weight 0 rests
 * @param place where they come in, or null while they wait for it
 */
public record MixtureChange(List<Double> weights, DataPlace place) implements DataChange {
    /** @throws IllegalArgumentException where the weights are no proportion, see {@link Mixture#wholeWeights} */
    public MixtureChange {
        weights = List.copyOf(weights);
        Mixture.wholeWeights(weights);
    }

    @Override
    public MixtureChange at(DataPlace found) {
        return new MixtureChange(weights, found);
    }

    /** The weights as the data ledger has them. */
    public List<Long> wholeWeights() {
        return Mixture.wholeWeights(weights);
    }
}
