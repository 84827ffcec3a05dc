package org.steelworks.data.actor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.id.RunId;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.shard.ShardSet;

/**
 * Which data a run trains on.
 *
 * @param run the run
 * @param sets shard files or folders of them as the recipe names them, with their weights in the mixture
 * @param added what was added to them since, in the order of the ledger
 * @param listed all shards of each set that must be there; empty for a new run, which takes what it finds
 * @param record file that lists them, for messages
 * @param sequenceLength tokens a sequence feeds to the model; blocks are one longer
 * @param padId token that pads; only asked for in folders without an index
 * @param order of samples
 * @param seed of the run
 * @param plan which samples a leaf consists of
 * @param vocabSize token ids must be below it: rows of the model's embedding
 * @param validation what is read to validate, or null
 */
public record ShardRequest(
        RunId run,
        List<DataSpec.ShardSource> sets,
        List<Added> added,
        List<List<ListedShard>> listed,
        String record,
        int sequenceLength,
        int padId,
        DataSpec.Order order,
        long seed,
        FeedPlan plan,
        int vocabSize,
        Validation validation) {

    /**
     * Shards that were added to a set.
     *
     * @param set its number, from 0
     * @param paths shard files or folders of them, as whoever added them named them
     */
    public record Added(int set, List<String> paths) {
        public Added {
            paths = List.copyOf(paths);
        }
    }

    /**
     * The validation sets.
     *
     * @param sets as the recipe names them
     * @param mostBatches of a validation; 0 where none is ever due
     * @param sequences of a batch
     */
    public record Validation(List<DataSpec.ShardSource> sets, int mostBatches, int sequences) {
        public Validation {
            sets = List.copyOf(sets);
        }

        /** Batches of each validation: as many as hold each of the sets' blocks, at most what the recipe says. */
        public int batches(long blocks) {
            return (int) Math.min(mostBatches, (blocks + sequences - 1) / sequences);
        }
    }

    public ShardRequest {
        sets = List.copyOf(sets);
        added = List.copyOf(added);
        listed = listed.stream().map(List::copyOf).toList();
        if (sequenceLength < 1 || vocabSize < 1) {
            throw new IllegalArgumentException("sequence length " + sequenceLength + " and vocabulary size " + vocabSize
                    + " of run " + run + " must be at least 1");
        }
        if (!listed.isEmpty() && listed.size() != sets.size()) {
            throw new IllegalArgumentException("run " + run + " has " + sets.size() + " shard sets, but shards of "
                    + listed.size() + " are listed");
        }
    }

    /** Whether the run is new, so that the shards that are found are its shards. */
    public boolean begins() {
        return listed.isEmpty();
    }

    /** The same for shards that must be there from now on. */
    public ShardRequest listing(List<List<ListedShard>> shards) {
        return new ShardRequest(
                run, sets, added, shards, record, sequenceLength, padId, order, seed, plan, vocabSize, validation);
    }

    /** The same with shards that were added. */
    public ShardRequest with(Added more, List<ListedShard> shards) {
        List<Added> longer = new ArrayList<>(added);
        longer.add(more);
        List<List<ListedShard>> all = new ArrayList<>(listed);
        List<ListedShard> set = new ArrayList<>(all.get(more.set()));
        set.addAll(shards);
        all.set(more.set(), set);
        return new ShardRequest(
                run, sets, longer, all, record, sequenceLength, padId, order, seed, plan, vocabSize, validation);
    }

    /** What the training shards have to be. */
    public ShardSet.Expectation expectation() {
        return expectation(
                order == DataSpec.Order.ORIGINAL ? ShardSet.Arrangement.AS_ORIGINAL : ShardSet.Arrangement.AS_PACKED);
    }

    /** What shards have to be that stand in this order. */
    ShardSet.Expectation expectation(ShardSet.Arrangement arrangement) {
        return new ShardSet.Expectation(sequenceLength + 1, padId, arrangement);
    }

    /** Files and folders that the run began with. */
    public List<Path> folders() {
        return sets.stream().map(source -> Path.of(source.path())).toList();
    }
}
