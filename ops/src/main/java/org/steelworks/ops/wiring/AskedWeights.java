package org.steelworks.ops.wiring;

import java.util.HashMap;
import java.util.Map;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.data.growth.InvalidMixture;

/** Weights that somebody asks for, as far as the recipe says whether its run can have them. */
final class AskedWeights {
    private AskedWeights() {}

    /**
     * The weights by number of their set.
     *
     * @param named by number or path of a set
     * @throws InvalidMixture where the run has no such sets, or no mixture that could be changed
     */
    static Map<Integer, Double> of(RunSpec spec, Map<String, Double> named) throws InvalidMixture {
        SetNames names = new SetNames(spec.data().train());
        if (names.sets().size() == 1) {
            throw new InvalidMixture("the run has one shard set, " + names.listed()
                    + ": there is nothing to mix it with. Only the sets of the recipe can be mixed; steel data add gives this"
                    + " one more shards");
        }
        if (spec.data().order() == DataSpec.Order.ORIGINAL) {
            throw new InvalidMixture("data.order is original: the original draws the set of every sample at random with"
                    + " the weights of the beginning, so there is no order with other weights; runs with order: permuted"
                    + " can change them");
        }
        Map<Integer, Double> weights = new HashMap<>();
        for (Map.Entry<String, Double> entry : named.entrySet()) {
            int set = names.find(entry.getKey());
            if (set < 0) {
                throw new InvalidMixture(
                        "the run has no shard set '" + entry.getKey() + "', its sets are " + names.listed());
            }
            if (weights.putIfAbsent(set, entry.getValue()) != null) {
                throw new InvalidMixture(
                        "set " + set + ", " + names.sets().get(set).path() + ", was given two weights: give it one");
            }
        }
        if (weights.isEmpty()) {
            throw new InvalidMixture("no weight was given: name at least one of the sets " + names.listed());
        }
        return weights;
    }
}
