package org.steelworks.data.order;

import java.util.List;
import java.util.function.LongFunction;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.Mixture;

/** Sample n of a run is the next sample of the set that is drawn for it, in the order of that set. */
final class MixtureOrder implements SampleOrder {
    private final List<SampleOrder> orders;
    private final LongFunction<Mixture.Draw> draws;
    /** Number in the ledger of each set's first block. */
    private final long[] firstBlock;

    /**
     * @param orders of the ledger's sets
     * @param draws set and index within the set, by sample of the run; for any thread
     */
    MixtureOrder(DataLedger ledger, List<SampleOrder> orders, LongFunction<Mixture.Draw> draws) {
        this.orders = orders;
        this.draws = draws;
        this.firstBlock = new long[orders.size()];
        for (int set = 1; set < firstBlock.length; set++) {
            firstBlock[set] = Math.addExact(
                    firstBlock[set - 1], ledger.sets().get(set - 1).blocks());
        }
    }

    @Override
    public long blockOf(long sample) {
        if (sample < 0) {
            throw new IllegalArgumentException("sample " + sample + " does not exist");
        }
        Mixture.Draw draw = draws.apply(sample);
        return firstBlock[draw.set()] + orders.get(draw.set()).blockOf(draw.sample());
    }
}
