package org.steelworks.data.order;

import org.steelworks.core.ledger.DataLedger;

/**
 * Which block is the i-th sample of a run: a function of (order, seed, data ledger, i) alone, whatever the number of
 * workers and whatever was asked before. Safe for any thread.
 *
 * <p>Blocks are numbered through the ledger ({@link org.steelworks.core.ledger.BlockTable}). A run that goes beyond a
 * pass begins the next one, which has an order of its own; there is no end.
 */
public sealed interface SampleOrder permits SegmentOrder, OriginalOrder {

    /** Number of the block that is sample {@code sample}, from 0. */
    long blockOf(long sample);

    /** Each pass of each segment in an order of its own, by {@link KeyedPermutation}. Constant memory. */
    static SampleOrder permuted(long seed, DataLedger ledger) {
        return new SegmentOrder(ledger, (n, key, pass, i) -> new KeyedPermutation(n, seed, key, pass).at(i));
    }

    /** Blocks as they lie in the shards; blocks that were not trained when data were added come before the added. */
    static SampleOrder sequential(DataLedger ledger) {
        return new SegmentOrder(ledger, (n, key, pass, i) -> i);
    }

    /**
     * The order of the original loader for rank 0 of 1, drawn from NumPy's generator: to compare with it. Holds one
     * pass in memory (4 bytes a block) and draws all passes before the one asked for, so it is for forward reading.
     * The ledger's shards must be in the original's order, ascending by its MD5 identity within a segment.
     */
    static SampleOrder original(long seed, DataLedger ledger) {
        return new OriginalOrder(seed, ledger);
    }
}
