package org.steelworks.data.order;

import java.util.List;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.Mixture;
import org.steelworks.core.ledger.SetLedger;

/**
 * The sets that the original loader draws: {@code random.Random(seed).choices(sets, weights)} for each sample, weights
 * divided by their sum. Keeps the draws of one window of samples and draws a window after the other, from the beginning
 * when an earlier one is asked for. Safe for any thread.
 *
 * <p>The weights are those of the ledger, whole numbers: their quotients may differ in the last bit from the original's,
 * which divides a recipe's decimals.
 */
final class OriginalDraws {
    private static final int WINDOW = 1 << 16;

    private final long seed;
    private final double[] cumulated;
    private final int[] sets = new int[WINDOW];
    private final long[] within = new long[WINDOW];

    private PythonRandom generator;
    private long[] counts;
    private long windowStart;

    OriginalDraws(long seed, DataLedger ledger) {
        List<Long> weights = ledger.sets().stream().map(SetLedger::weight).toList();
        double sum = weights.stream().mapToLong(weight -> weight).sum();
        this.seed = seed;
        this.cumulated = new double[weights.size()];
        double total = 0;
        for (int set = 0; set < cumulated.length; set++) {
            total += weights.get(set) / sum;
            cumulated[set] = total;
        }
        restart();
    }

    synchronized Mixture.Draw at(long sample) {
        if (sample < windowStart) {
            restart();
        }
        while (sample >= windowStart + WINDOW) {
            windowStart += WINDOW;
            drawWindow();
        }
        int i = (int) (sample - windowStart);
        return new Mixture.Draw(sets[i], within[i]);
    }

    private void restart() {
        generator = new PythonRandom(seed);
        counts = new long[cumulated.length];
        windowStart = 0;
        drawWindow();
    }

    private void drawWindow() {
        for (int i = 0; i < WINDOW; i++) {
            int set = choose(generator.random() * cumulated[cumulated.length - 1]);
            sets[i] = set;
            within[i] = counts[set]++;
        }
    }

    /** {@code bisect_right} among all but the last. */
    private int choose(double point) {
        int set = 0;
        while (set < cumulated.length - 1 && point >= cumulated[set]) {
            set++;
        }
        return set;
    }
}
