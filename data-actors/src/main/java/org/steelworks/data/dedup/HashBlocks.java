package org.steelworks.data.dedup;

import java.util.ArrayList;
import java.util.List;
import org.steelworks.data.clean.Likeness;

/**
 * The pigeonhole of near hashes: bits that differ lie in at most as many blocks, so the other blocks agree. One mask for
 * every choice of those.
 */
final class HashBlocks {
    private HashBlocks() {}

    static List<Long> masks(Likeness.Near near) {
        List<Long> masks = new ArrayList<>();
        choose(near, 0, near.blocks() - near.distance(), 0, masks);
        return masks;
    }

    private static void choose(Likeness.Near near, int block, int missing, long mask, List<Long> masks) {
        if (missing == 0) {
            masks.add(mask);
        } else if (near.blocks() - block >= missing) {
            choose(near, block + 1, missing - 1, mask | bits(block, near.blocks()), masks);
            choose(near, block + 1, missing, mask, masks);
        }
    }

    private static long bits(int block, int blocks) {
        long bits = 0;
        for (int bit = block * Long.SIZE / blocks; bit < (block + 1) * Long.SIZE / blocks; bit++) {
            bits |= 1L << bit;
        }
        return bits;
    }
}
