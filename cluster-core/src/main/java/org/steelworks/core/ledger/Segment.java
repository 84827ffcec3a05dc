package org.steelworks.core.ledger;

import java.util.List;

/**
 * A stretch of a shard set's samples that one permutation key orders. It ends where the next segment begins.
 *
 * <p>Its first pass holds the {@code carried} samples that the previous segment had still to deliver in the pass that
 * was cut short, followed by the blocks of its own shards, all of them permuted together. Later passes hold every
 * block of every segment of the set up to this one.
 *
 * @param firstSample index at which the segment begins among the samples of its set, from 0
 * @param carried samples taken over from the pass that the previous segment was in; 0 in the first segment
 * @param key keys the permutation together with the run's seed; unique in a ledger
 * @param shards the shards that came with this segment, in order; at least one
 */
public record Segment(long firstSample, long carried, long key, List<ShardEntry> shards) {

    public Segment {
        if (firstSample < 0 || carried < 0) {
            throw new IllegalArgumentException("a segment's first sample and carried count are not negative, got "
                    + firstSample + " and " + carried);
        }
        if (shards.isEmpty()) {
            throw new IllegalArgumentException("a segment brings at least one shard");
        }
        shards = List.copyOf(shards);
    }

    /** Blocks of its own shards. */
    public long ownBlocks() {
        return shards.stream().mapToLong(ShardEntry::blocks).reduce(0L, Math::addExact);
    }

    /** Samples of its first pass. */
    public long firstPass() {
        return Math.addExact(carried, ownBlocks());
    }
}
