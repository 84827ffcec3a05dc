package org.steelworks.data.order;

import java.util.Collections;
import java.util.List;

/**
 * Python's {@code random.Random(seed)}: {@link MersenneTwister} seeded by an array, with
 * {@code random} and {@code shuffle}. Equal to CPython 3 bit by bit. Not thread-safe.
 */
public final class PythonRandom {
    private final MersenneTwister twister;

    /** @param seed 0 or more */
    public PythonRandom(long seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("a seed is not negative, got " + seed);
        }
        int high = (int) (seed >>> 32);
        twister = high == 0 ? MersenneTwister.ofArray((int) seed) : MersenneTwister.ofArray((int) seed, high);
    }

    /** Shuffles the list in place. */
    public void shuffle(List<?> values) {
        for (int i = values.size() - 1; i > 0; i--) {
            Collections.swap(values, i, below(i + 1));
        }
    }

    /** The next number of [0, 1): a multiple of 2⁻⁵³. */
    double random() {
        long high = twister.next32() >>> 5;
        long low = twister.next32() >>> 6;
        return (high * (double) (1 << 26) + low) * 0x1p-53;
    }

    /** A value of 0 … n-1 by rejection. */
    private int below(int n) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(n);
        int value = twister.next32() >>> (Integer.SIZE - bits);
        while (value >= n) {
            value = twister.next32() >>> (Integer.SIZE - bits);
        }
        return value;
    }
}
