package org.steelworks.core.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the shard of a block number: blocks are numbered through the ledger, shard after shard. Immutable. */
public final class BlockTable {
    private final List<ShardEntry> shards = new ArrayList<>();
    private final int[] segmentOfShard;
    private final long[] firstBlock;
    private final long blocks;

    public BlockTable(DataLedger ledger) {
        List<Integer> owners = new ArrayList<>();
        for (int s = 0; s < ledger.segments().size(); s++) {
            for (ShardEntry shard : ledger.segments().get(s).shards()) {
                shards.add(shard);
                owners.add(s);
            }
        }
        segmentOfShard = owners.stream().mapToInt(Integer::intValue).toArray();
        firstBlock = new long[shards.size()];
        long next = 0;
        for (int i = 0; i < firstBlock.length; i++) {
            firstBlock[i] = next;
            next = Math.addExact(next, shards.get(i).blocks());
        }
        blocks = next;
    }

    /** Blocks of the whole ledger. */
    public long blocks() {
        return blocks;
    }

    /** The ledger's shards, in the numbering that {@link BlockAddress#shard} uses. */
    public List<ShardEntry> shards() {
        return List.copyOf(shards);
    }

    /** The place of block {@code block}, 0 to {@link #blocks} - 1. */
    public BlockAddress locate(long block) {
        if (block < 0 || block >= blocks) {
            throw new IllegalArgumentException("block " + block + " is not one of the ledger's " + blocks);
        }
        int found = Arrays.binarySearch(firstBlock, block);
        int shard = found >= 0 ? found : -found - 2;
        return new BlockAddress(segmentOfShard[shard], shard, block - firstBlock[shard]);
    }
}
