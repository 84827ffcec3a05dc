package org.steelworks.data.clean.dedup;

import java.util.Arrays;
import org.steelworks.data.order.MersenneTwister;

/**
 * The permutations {@code (a x + b) mod (2^61 - 1)}, cut to 32 bits, and the bands into which their least values are put. The
 * product wraps at 2^64 as in Data-Juicer, whose {@code a} and {@code b} NumPy draws from seed 42. Immutable.
 */
public final class MinHashBands {
    private static final long PRIME = (1L << 61) - 1;
    private static final int SEED = 42;
    /** Intervals of Simpson's rule. */
    private static final int INTERVALS = 512;

    private final int count;
    private final int rows;
    private final long[] a;
    private final long[] b;

    /**
     * @param permutations drawn
     * @param count bands
     * @param rows permutations of a band; {@code count * rows} are used
     */
    public MinHashBands(int permutations, int count, int rows) {
        if (count < 1 || rows < 1 || (long) count * rows > permutations) {
            throw new IllegalArgumentException("num_bands " + count + " times num_rows_per_band " + rows
                    + " must be from 1 to num_permutations " + permutations);
        }
        this.count = count;
        this.rows = rows;
        a = new long[count * rows];
        b = new long[count * rows];
        MersenneTwister bits = MersenneTwister.ofSeed(SEED);
        for (int i = 0; i < a.length; i++) {
            a[i] = 1 + below(bits, PRIME - 2);
            b[i] = below(bits, PRIME - 1);
        }
    }

    /**
     * Bands for a similarity: those for which the areas of false positives below it and of false negatives above it
     * are least together.
     *
     * @param threshold Jaccard similarity, 0 to 1
     */
    public static MinHashBands forThreshold(int permutations, double threshold) {
        if (!(threshold >= 0 && threshold <= 1) || permutations < 1) {
            throw new IllegalArgumentException("jaccard_threshold " + threshold + " is not from 0 to 1, or"
                    + " num_permutations " + permutations + " is below 1");
        }
        double least = Double.POSITIVE_INFINITY;
        int bestCount = 1;
        int bestRows = 1;
        for (int count = 1; count <= permutations; count++) {
            for (int rows = 1; rows <= permutations / count; rows++) {
                double found = found(0, threshold, count, rows);
                double missed = (1 - threshold) - found(threshold, 1, count, rows);
                double error = 0.5 * found + 0.5 * missed;
                if (error < least) {
                    least = error;
                    bestCount = count;
                    bestRows = rows;
                }
            }
        }
        return new MinHashBands(permutations, bestCount, bestRows);
    }

    /** Integral of the probability that two documents of a similarity share a band. */
    private static double found(double from, double to, int count, int rows) {
        double step = (to - from) / INTERVALS;
        double sum = 0;
        for (int i = 0; i <= INTERVALS; i++) {
            double weight = i == 0 || i == INTERVALS ? 1 : 2 + 2 * (i & 1);
            sum += weight * (1 - Math.pow(1 - Math.pow(from + i * step, rows), count));
        }
        return sum * step / 3;
    }

    /** NumPy's masked rejection: a number of {@code [0, most]} from the low 61 bits of two draws, the first high. */
    private static long below(MersenneTwister bits, long most) {
        long value;
        do {
            long high = bits.next32();
            value = (high << 32 | Integer.toUnsignedLong(bits.next32())) & PRIME;
        } while (value > most);
        return value;
    }

    /** Bands. */
    public int count() {
        return count;
    }

    /** Permutations of a band. */
    public int rows() {
        return rows;
    }

    int permutations() {
        return a.length;
    }

    /** @param hash 32 bits */
    long permuted(int permutation, long hash) {
        long x = hash * a[permutation] + b[permutation];
        long folded = (x & PRIME) + (x >>> 61);
        return (folded >= PRIME ? folded - PRIME : folded) & 0xFFFFFFFFL;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MinHashBands bands
                && bands.count == count
                && bands.rows == rows
                && Arrays.equals(bands.a, a);
    }

    @Override
    public int hashCode() {
        return 31 * count + rows;
    }
}
