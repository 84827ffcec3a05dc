package org.steelworks.data.growth;

import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.ledger.AppendRule;
import org.steelworks.core.ledger.DataLedger;

/**
 * All data of a run: the shards it began with and what was added, in the order in which it was. With the weights of the
 * sets and the batch size it gives the data ledger. Immutable.
 *
 * @param first shards of each set at the beginning
 * @param additions those that have a place before those that wait
 */
public record DataRecord(List<List<ListedShard>> first, List<Addition> additions) {
    public DataRecord {
        first = first.stream().map(List::copyOf).toList();
        additions = List.copyOf(additions);
        DataPlace last = DataPlace.NONE;
        for (Addition addition : additions) {
            if (addition.set() >= first.size()) {
                throw new IllegalArgumentException("an addition is for set " + addition.set() + ", but the run has "
                        + first.size() + " sets, counted from 0");
            }
            if (addition.place() != null && (last == null || addition.place().step() < last.step())) {
                throw new IllegalArgumentException("the addition after step "
                        + addition.place().step() + " stands behind one that comes in later");
            }
            last = addition.place();
        }
    }

    /** Whether an addition has no place yet. */
    public boolean waits() {
        return additions.stream().anyMatch(addition -> addition.place() == null);
    }

    /** Where the newest data that have a place come in. */
    public DataPlace place() {
        DataPlace newest = DataPlace.NONE;
        for (Addition addition : additions) {
            newest = addition.place() == null ? newest : addition.place();
        }
        return newest;
    }

    /** This record with one more addition, which waits for its place. */
    public DataRecord with(Addition addition) {
        List<Addition> longer = new ArrayList<>(additions);
        longer.add(addition.at(null));
        return new DataRecord(first, longer);
    }

    /** This record with all additions that wait at a place. */
    public DataRecord placed(DataPlace place) {
        return new DataRecord(
                first,
                additions.stream()
                        .map(addition -> addition.place() == null ? addition.at(place) : addition)
                        .toList());
    }

    /**
     * The ledger that the run began with.
     *
     * @param weights of the sets, whole numbers
     */
    public DataLedger firstLedger(List<Long> weights) {
        List<AppendRule.Candidate> candidates = new ArrayList<>();
        for (int set = 0; set < first.size(); set++) {
            candidates.addAll(candidates(set, first.get(set)));
        }
        return accepted(AppendRule.decide(DataLedger.empty(weights), candidates, 0))
                .ledger();
    }

    /**
     * The ledger with all additions that have a place.
     *
     * @param weights of the sets, whole numbers
     * @param globalBatch samples of a step
     * @throws IllegalArgumentException where an addition is against the rules
     */
    public DataLedger ledger(List<Long> weights, int globalBatch) {
        DataLedger ledger = firstLedger(weights);
        for (Addition addition : additions) {
            if (addition.place() != null) {
                ledger = accepted(decide(ledger, addition, addition.place(), globalBatch))
                        .ledger();
            }
        }
        return ledger;
    }

    /** What {@link #placed} does to the ledger, a sentence for each addition that waits; arguments as of {@link #ledger}. */
    public String effect(DataPlace place, List<Long> weights, int globalBatch) {
        DataLedger ledger = ledger(weights, globalBatch);
        List<String> said = new ArrayList<>();
        for (Addition addition : additions) {
            if (addition.place() == null) {
                AppendRule.Accept accepted = accepted(decide(ledger, addition, place, globalBatch));
                said.add(accepted.reason());
                ledger = accepted.ledger();
            }
        }
        return String.join("; ", said);
    }

    /** Why an addition cannot join, or null; arguments as of {@link #ledger}. */
    public String refusal(Addition addition, List<Long> weights, int globalBatch) {
        // where it will come in does not matter to what may join
        DataRecord all = placed(place());
        AppendRule.Decision decision = decide(all.ledger(weights, globalBatch), addition, place(), globalBatch);
        return decision instanceof AppendRule.Refuse refuse ? refuse.reason() : null;
    }

    private static AppendRule.Decision decide(DataLedger ledger, Addition addition, DataPlace place, int globalBatch) {
        return AppendRule.decide(
                ledger, candidates(addition.set(), addition.shards()), Math.multiplyExact(place.step(), (long)
                        globalBatch));
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
