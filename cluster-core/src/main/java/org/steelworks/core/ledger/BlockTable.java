package org.steelworks.core.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the shard of a block number: blocks are numbered through the ledger, set after set and
 * shard after shard. Immutable.
 */
public final class BlockTable {
    private final List<ShardEntry> shards = new ArrayList<>();
    private final List<Owner> owners = new ArrayList<>();
    private final long[] firstBlock;
    private final long blocks;

    private record Owner(int set, int segment) {}

    public BlockTable(DataLedger ledger) {
        for (int set = 0; set < ledger.sets().size(); set++) {
            List<Segment> segments = ledger.sets().get(set).segments();
            for (int s = 0; s < segments.size(); s++) {
                for (ShardEntry shard : segments.get(s).shards()) {
                    shards.add(shard);
                    owners.add(new Owner(set, s));
                }
            }
        }
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

    /** Number of the set that shard {@code shard} belongs to. */
    public int setOf(int shard) {
        return owners.get(shard).set();
    }

    /** The place of block {@code block}, 0 to {@link #blocks} - 1. */
    public BlockAddress locate(long block) {
        if (block < 0 || block >= blocks) {
            throw new IllegalArgumentException("block " + block + " is not one of the ledger's " + blocks);
        }
        int found = Arrays.binarySearch(firstBlock, block);
        int shard = found >= 0 ? found : -found - 2;
        Owner owner = owners.get(shard);
        return new BlockAddress(owner.set(), owner.segment(), shard, block - firstBlock[shard]);
    }
}
