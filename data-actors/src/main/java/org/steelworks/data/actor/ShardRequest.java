package org.steelworks.data.actor;

import java.util.List;
import org.steelworks.core.id.RunId;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.data.feed.FeedPlan;

/**
 * Which data a run trains on.
 *
 * @param run the run
 * @param sets shard files or folders of them, as the data node reaches them, with their weights in the mixture
 * @param added what was added to them since, in the order of the ledger
 * @param sequenceLength tokens a sequence feeds to the model; blocks are one longer
 * @param padId token that pads; only asked for in folders without an index
 * @param order of samples
 * @param seed of the run
 * @param plan which samples a leaf consists of
 * @param vocabSize token ids must be below it: rows of the model's embedding
 * @param ledger of the run to resume, empty for a new run
 */
public record ShardRequest(
        RunId run,
        List<DataSpec.ShardSource> sets,
        List<Added> added,
        int sequenceLength,
        int padId,
        DataSpec.Order order,
        long seed,
        FeedPlan plan,
        int vocabSize,
        DataLedger ledger) {

    /**
     * Shards that were added to a set.
     *
     * @param set its number, from 0
     * @param paths shard files or folders of them, as the data node reaches them
     */
    public record Added(int set, List<String> paths) {
        public Added {
            paths = List.copyOf(paths);
        }
    }

    public ShardRequest {
        sets = List.copyOf(sets);
        added = List.copyOf(added);
        if (sequenceLength < 1 || vocabSize < 1) {
            throw new IllegalArgumentException("sequence length " + sequenceLength + " and vocabulary size " + vocabSize
                    + " of run " + run + " must be at least 1");
        }
    }
}
