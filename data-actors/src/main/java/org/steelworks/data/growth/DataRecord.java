package org.steelworks.data.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.ledger.AppendRule;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.Mixture;
import org.steelworks.core.ledger.MixtureRule;

/**
 * All data of a run: the shards it began with and what was changed, in the order in which it was. With the weights of the
 * recipe and the batch size it gives the data ledger. Immutable.
 *
 * @param first shards of each set at the beginning
 * @param changes those that have a place before those that wait
 */
public record DataRecord(List<List<ListedShard>> first, List<DataChange> changes) {

    /** What a change that waits does to the ledger at some place, a sentence. */
    public record Effect(DataChange change, String said) {}

    public DataRecord {
        first = first.stream().map(List::copyOf).toList();
        changes = List.copyOf(changes);
        DataPlace last = DataPlace.NONE;
        for (DataChange change : changes) {
            requireSets(change, first.size());
            if (change.place() != null && (last == null || change.place().step() < last.step())) {
                throw new IllegalArgumentException("what changes after step "
                        + change.place().step() + " stands behind a change that comes in later");
            }
            last = change.place();
        }
    }

    private static void requireSets(DataChange change, int sets) {
        if (change instanceof Addition addition && addition.set() >= sets) {
            throw new IllegalArgumentException(
                    "an addition is for set " + addition.set() + ", but the run has " + sets + " sets, counted from 0");
        }
        if (change instanceof MixtureChange mixture && mixture.weights().size() != sets) {
            throw new IllegalArgumentException("there are new weights for "
                    + mixture.weights().size() + " sets, but the run has " + sets + " sets");
        }
    }

    /** The changes that are additions. */
    public List<Addition> additions() {
        return changes.stream()
                .filter(Addition.class::isInstance)
                .map(Addition.class::cast)
                .toList();
    }

    /** Whether a change has no place yet. */
    public boolean waits() {
        return changes.stream().anyMatch(change -> change.place() == null);
    }

    /** Where the newest changes that have a place come in. */
    public DataPlace place() {
        DataPlace newest = DataPlace.NONE;
        for (DataChange change : changes) {
            newest = change.place() == null ? newest : change.place();
        }
        return newest;
    }

    /** This record with one more change, which waits for its place. */
    public DataRecord with(DataChange change) {
        List<DataChange> longer = new ArrayList<>(changes);
        longer.add(change.at(null));
        return new DataRecord(first, longer);
    }

    /** This record with all changes that wait at a place. */
    public DataRecord placed(DataPlace place) {
        return new DataRecord(
                first,
                changes.stream()
                        .map(change -> change.place() == null ? change.at(place) : change)
                        .toList());
    }

    /**
     * Other weights for this run.
     *
     * @param named by number of a set; one that is not among them keeps its newest weight
     * @param begun weights of the recipe
     * @throws IllegalArgumentException where they are no proportion
     */
    public MixtureChange mixed(Map<Integer, Double> named, List<Double> begun) {
        List<Double> newest = begun;
        for (DataChange change : changes) {
            newest = change instanceof MixtureChange mixture ? mixture.weights() : newest;
        }
        List<Double> weights = new ArrayList<>(newest);
        named.forEach(weights::set);
        return new MixtureChange(weights, null);
    }

    /**
     * The ledger that the run began with.
     *
     * @param weights of the recipe's sets
     */
    public DataLedger firstLedger(List<Double> weights) {
        List<AppendRule.Candidate> candidates = new ArrayList<>();
        for (int set = 0; set < first.size(); set++) {
            candidates.addAll(candidates(set, first.get(set)));
        }
        return accepted(AppendRule.decide(DataLedger.empty(Mixture.wholeWeights(weights)), candidates, 0))
                .ledger();
    }

    /**
     * The ledger with all changes that have a place.
     *
     * @param weights of the recipe's sets
     * @param globalBatch samples of a step
     * @throws IllegalArgumentException where a change is against the rules
     */
    public DataLedger ledger(List<Double> weights, int globalBatch) {
        DataLedger ledger = firstLedger(weights);
        for (DataChange change : changes) {
            if (change.place() != null) {
                ledger = accepted(decide(ledger, change, change.place(), globalBatch))
                        .ledger();
            }
        }
        return ledger;
    }

    /** What {@link #placed} does to the ledger, for each change that waits; arguments as of {@link #ledger}. */
    public List<Effect> effects(DataPlace place, List<Double> weights, int globalBatch) {
        DataLedger ledger = ledger(weights, globalBatch);
        List<Effect> effects = new ArrayList<>();
        for (DataChange change : changes) {
            if (change.place() == null) {
                AppendRule.Accept accepted = accepted(decide(ledger, change, place, globalBatch));
                effects.add(new Effect(change, accepted.reason()));
                ledger = accepted.ledger();
            }
        }
        return effects;
    }

    /** Why a change cannot come in, or null; arguments as of {@link #ledger}. */
    public String refusal(DataChange change, List<Double> weights, int globalBatch) {
        // where it will come in does not matter to what may
        DataRecord all = placed(place());
        AppendRule.Decision decision = decide(all.ledger(weights, globalBatch), change, place(), globalBatch);
        return decision instanceof AppendRule.Refuse refuse ? refuse.reason() : null;
    }

    private static AppendRule.Decision decide(DataLedger ledger, DataChange change, DataPlace place, int globalBatch) {
        long firstSample = Math.multiplyExact(place.step(), (long) globalBatch);
        if (change instanceof Addition addition) {
            return AppendRule.decide(ledger, candidates(addition.set(), addition.shards()), firstSample);
        }
        return MixtureRule.decide(ledger, ((MixtureChange) change).wholeWeights(), firstSample);
    }

    private static List<AppendRule.Candidate> candidates(int set, List<ListedShard> shards) {
        return shards.stream()
                .map(shard -> new AppendRule.Candidate(set, shard.name(), shard.entry()))
                .toList();
    }

    private static AppendRule.Accept accepted(AppendRule.Decision decision) {
        if (decision instanceof AppendRule.Accept accept) {
            return accept;
        }
        throw new IllegalArgumentException(decision.reason());
    }
}
