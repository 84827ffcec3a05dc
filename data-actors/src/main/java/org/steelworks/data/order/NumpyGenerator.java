package org.steelworks.data.order;

/**
 * NumPy's {@code default_rng(seed)}: PCG64 (XSL-RR 128/64, M. O'Neill 2014) seeded through SeedSequence, with the
 * integer draws that {@code permutation} and {@code shuffle} make. Equal to NumPy 1.26 bit by bit. Not thread-safe.
 */
final class NumpyGenerator {
    private static final long MULTIPLIER_HIGH = 2549297995355413924L;
    private static final long MULTIPLIER_LOW = 4865540595714422341L;
    private static final int POOL = 4;

    private long stateHigh;
    private long stateLow;
    private final long incrementHigh;
    private final long incrementLow;
    private boolean halfBuffered;
    private int bufferedHalf;

    /** @param seed 0 or more */
    NumpyGenerator(long seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("NumPy takes no negative seed, got " + seed);
        }
        long[] words = seedWords(seed);
        incrementHigh = (words[2] << 1) | (words[3] >>> 63);
        incrementLow = (words[3] << 1) | 1;
        step();
        add(words[0], words[1]);
        step();
    }

    /** A new permutation of 0 … n-1. */
    int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        shuffle(order, 0, n);
        return order;
    }

    /** Shuffles {@code values[from … to-1]} in place. */
    void shuffle(int[] values, int from, int to) {
        for (int i = to - from - 1; i > 0; i--) {
            int j = below(i);
            int kept = values[from + i];
            values[from + i] = values[from + j];
            values[from + j] = kept;
        }
    }

    /** The next 64 bits of the generator. */
    long next64() {
        step();
        return Long.rotateRight(stateHigh ^ stateLow, (int) (stateHigh >>> 58));
    }

    /** A value of 0 … max by masked rejection. */
    private int below(int max) {
        int mask = -1 >>> Integer.numberOfLeadingZeros(max);
        int value = next32() & mask;
        while (value > max) {
            value = next32() & mask;
        }
        return value;
    }

    private int next32() {
        if (halfBuffered) {
            halfBuffered = false;
            return bufferedHalf;
        }
        long whole = next64();
        halfBuffered = true;
        bufferedHalf = (int) (whole >>> 32);
        return (int) whole;
    }

    private void step() {
        long low = stateLow * MULTIPLIER_LOW;
        long high = unsignedHigh(stateLow, MULTIPLIER_LOW) + stateHigh * MULTIPLIER_LOW + stateLow * MULTIPLIER_HIGH;
        stateHigh = high;
        stateLow = low;
        add(incrementHigh, incrementLow);
    }

    private void add(long high, long low) {
        long sum = stateLow + low;
        stateHigh += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        stateLow = sum;
    }

    private static long unsignedHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }

    /** SeedSequence: four 64-bit words from the seed, the first two for the state, the last two for the increment. */
    private static long[] seedWords(long seed) {
        int[] pool = new int[POOL];
        int[] entropy = {(int) seed, (int) (seed >>> 32)};
        int hash = 0x43B0D7E5;
        for (int i = 0; i < POOL; i++) {
            int word = i < entropy.length ? entropy[i] : 0;
            pool[i] = scramble(word, hash, 0x931E8875);
            hash *= 0x931E8875;
        }
        for (int source = 0; source < POOL; source++) {
            for (int target = 0; target < POOL; target++) {
                if (source != target) {
                    pool[target] = combine(pool[target], scramble(pool[source], hash, 0x931E8875));
                    hash *= 0x931E8875;
                }
            }
        }
        long[] words = new long[POOL];
        int output = 0x8B51F9DD;
        for (int i = 0; i < 2 * POOL; i++) {
            int value = scramble(pool[i % POOL], output, 0x58F38DED);
            output *= 0x58F38DED;
            words[i / 2] |= (value & 0xFFFFFFFFL) << (i % 2 == 0 ? 0 : 32);
        }
        return words;
    }

    private static int scramble(int value, int hash, int multiplier) {
        int v = (value ^ hash) * (hash * multiplier);
        return v ^ (v >>> 16);
    }

    private static int combine(int x, int y) {
        int r = 0xCA01F9DD * x - 0x4973F715 * y;
        return r ^ (r >>> 16);
    }
}
