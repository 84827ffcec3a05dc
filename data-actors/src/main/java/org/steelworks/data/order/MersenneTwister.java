package org.steelworks.data.order;

/** MT19937 (Matsumoto and Nishimura 1998) with its two ways of seeding. Not thread-safe. */
public final class MersenneTwister {
    private static final int N = 624;
    private static final int M = 397;

    private final int[] state = new int[N];
    private int index = N;

    private MersenneTwister() {}

    /** {@code init_genrand}: as NumPy's {@code RandomState(seed)}. */
    public static MersenneTwister ofSeed(int seed) {
        MersenneTwister twister = new MersenneTwister();
        twister.seed(seed);
        return twister;
    }

    /** {@code init_by_array}: as Python's {@code random.Random}. */
    static MersenneTwister ofArray(int... key) {
        MersenneTwister twister = new MersenneTwister();
        twister.seedByArray(key);
        return twister;
    }

    /** 32 random bits. */
    public int next32() {
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

    private void seed(int seed) {
        state[0] = seed;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    private void seedByArray(int[] key) {
        seed(19650218);
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
