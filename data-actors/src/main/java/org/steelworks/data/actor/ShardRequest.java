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
        int sequenceLength,
        int padId,
        DataSpec.Order order,
        long seed,
        FeedPlan plan,
        int vocabSize,
        DataLedger ledger) {
    public ShardRequest {
        sets = List.copyOf(sets);
        if (sequenceLength < 1 || vocabSize < 1) {
            throw new IllegalArgumentException("sequence length " + sequenceLength + " and vocabulary size " + vocabSize
                    + " of run " + run + " must be at least 1");
        }
    }
}
