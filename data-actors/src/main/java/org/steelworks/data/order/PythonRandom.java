package org.steelworks.data.order;

import java.util.Collections;
import java.util.List;

/**
 * Python's {@code random.Random(seed)}: MT19937 (Matsumoto and Nishimura 1998) seeded by {@code init_by_array}, with
 * {@code random} and {@code shuffle}. Equal to CPython 3 bit by bit. Not thread-safe.
 */
public final class PythonRandom {
    private static final int N = 624;
    private static final int M = 397;

    private final int[] state = new int[N];
    private int index = N;

    /** @param seed 0 or more */
    public PythonRandom(long seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("a seed is not negative, got " + seed);
        }
        int high = (int) (seed >>> 32);
        seedByArray(high == 0 ? new int[] {(int) seed} : new int[] {(int) seed, high});
    }

    /** Shuffles the list in place. */
    public void shuffle(List<?> values) {
        for (int i = values.size() - 1; i > 0; i--) {
            Collections.swap(values, i, below(i + 1));
        }
    }

    /** The next number of [0, 1): a multiple of 2⁻⁵³. */
    double random() {
        long high = next32() >>> 5;
        long low = next32() >>> 6;
        return (high * (double) (1 << 26) + low) * 0x1p-53;
    }

    /** A value of 0 … n-1 by rejection. */
    private int below(int n) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(n);
        int value = next32() >>> (Integer.SIZE - bits);
        while (value >= n) {
            value = next32() >>> (Integer.SIZE - bits);
        }
        return value;
    }

    private int next32() {
        if (index >= N) {
            refill();
        }
        int y = state[index++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >>> 18);
    }

    private void refill() {
        for (int i = 0; i < N; i++) {
            int y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7FFFFFFF);
            state[i] = state[(i + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DF);
        }
        index = 0;
    }

    private void seedByArray(int[] key) {
        state[0] = 19650218;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
        int i = 1;
        for (int k = 0; k < Math.max(N, key.length); k++) {
            int j = k % key.length;
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + key[j] + j;
            i = advance(i);
        }
        for (int k = 0; k < N - 1; k++) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
            i = advance(i);
        }
        state[0] = 0x80000000;
    }

    private int advance(int i) {
        if (i + 1 < N) {
            return i + 1;
        }
        state[0] = state[N - 1];
        return 1;
    }
}
