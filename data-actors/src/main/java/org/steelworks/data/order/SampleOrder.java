package org.steelworks.data.order;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.Mixture;
import org.steelworks.core.ledger.MixtureSchedule;
import org.steelworks.core.ledger.SetLedger;

/**
 * Which block is the i-th sample of a run: a function of (order, seed, data ledger, i) alone, whatever the number of
 * workers and whatever was asked before. Safe for any thread.
 *
 * <p>Blocks are numbered through the ledger ({@link org.steelworks.core.ledger.BlockTable}). With several sets, each
 * sample is the next one of the set that the mixture draws, and each set has an order of its own. A set that has
 * delivered all its blocks begins its next pass, which has another order; there is no end.
 */
public sealed interface SampleOrder permits SegmentOrder, OriginalOrder, MixtureOrder {

    /** Number of the block that is sample {@code sample}, from 0. */
    long blockOf(long sample);

    /**
     * Each pass of each segment in an order of its own, by {@link KeyedPermutation}; sets are drawn by the ledger's
     * {@link MixtureSchedule}. Constant memory.
     */
    static SampleOrder permuted(long seed, DataLedger ledger) {
        return mixed(
                ledger,
                set -> new SegmentOrder(set, (n, key, pass, i) -> new KeyedPermutation(n, seed, key, pass).at(i)),
                ledger.mixture()::at);
    }

    /**
     * Blocks as they lie in the shards of their set; blocks that were not trained when data were added come before the
     * added. Sets are drawn as with {@link #permuted}.
     */
    static SampleOrder sequential(DataLedger ledger) {
        return mixed(ledger, set -> new SegmentOrder(set, (n, key, pass, i) -> i), ledger.mixture()::at);
    }

    /**
     * The order of the original loader for rank 0 of 1, drawn from NumPy's generator and, with several sets, Python's: to
     * compare with it. Holds one pass of each set in memory (4 bytes a block) and draws everything before the sample
     * asked for, so it is for forward reading. The ledger's shards must be in the original's order, ascending by its
     * MD5 identity within a segment.
     *
     * @throws IllegalArgumentException where the weights of the sets were changed: the original draws all samples of a run
     *     with those of its beginning
     */
    static SampleOrder original(long seed, DataLedger ledger) {
        if (!ledger.changes().isEmpty()) {
            throw new IllegalArgumentException("the weights of the sets were changed behind sample "
                    + ledger.changes().get(0).firstSample() + ", which the original's order does not know: use order:"
                    + " permuted");
        }
        LongFunction<Mixture.Draw> draws =
                ledger.sets().size() == 1 ? ledger.mixture()::at : new OriginalDraws(seed, ledger)::at;
        return mixed(ledger, set -> new OriginalOrder(seed, set), draws);
    }

    private static SampleOrder mixed(
            DataLedger ledger, Function<SetLedger, SampleOrder> orderOf, LongFunction<Mixture.Draw> draws) {
        List<SampleOrder> orders = ledger.sets().stream().map(orderOf).toList();
        return orders.size() == 1 ? orders.get(0) : new MixtureOrder(ledger, orders, draws);
    }
}
