package org.steelworks.data.clean.filter;

/** Counts runs of n items, such as characters or numbered words, without making an object of each. */
final class NGrams {
    /** Odd multiplier of the polynomial hash, about 2^64 divided by the golden ratio. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private NGrams() {}

    /**
     * How often each distinct n-gram occurs, in no order; the rest of the array is 0.
     *
     * @param items at least n
     * @return one element per n-gram
     */
    static int[] frequencies(int[] items, int n) {
        int grams = items.length - n + 1;
        int mask = Integer.highestOneBit(grams) * 4 - 1;
        // Place of an n-gram's first start plus one; 0 is free. Beside it the hash, so that others are rarely compared.
        int[] firstStart = new int[mask + 1];
        int[] hashes = new int[mask + 1];
        int[] frequency = new int[grams];
        long leaving = power(n - 1);
        long hash = 0;
        for (int i = 0; i < n - 1; i++) {
            hash = hash * MULTIPLIER + items[i] + 1;
        }
        for (int start = 0; start < grams; start++) {
            hash = hash * MULTIPLIER + items[start + n - 1] + 1;
            int mixed = (int) (hash ^ hash >>> 32);
            int slot = mixed & mask;
            while (firstStart[slot] != 0 && (hashes[slot] != mixed || !same(items, n, firstStart[slot] - 1, start))) {
                slot = slot + 1 & mask;
            }
            if (firstStart[slot] == 0) {
                firstStart[slot] = start + 1;
                hashes[slot] = mixed;
            }
            frequency[firstStart[slot] - 1]++;
            hash -= leaving * (items[start] + 1);
        }
        return frequency;
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= MULTIPLIER;
        }
        return power;
    }

    private static boolean same(int[] items, int n, int first, int second) {
        for (int i = 0; i < n; i++) {
            if (items[first + i] != items[second + i]) {
                return false;
            }
        }
        return true;
    }
}
