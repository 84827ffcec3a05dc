package org.steelworks.data.text;

import java.util.Arrays;

/**
 * Numbers texts from 0 in the order in which they come first; equal texts have one number. Keeps copies of them in one array
 * and makes no object of each. Not thread-safe.
 */
public final class Numbering {
    /** Odd, about 2^64 divided by the golden ratio. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private static final int LEAST_SLOTS = 16;

    private char[] kept;
    private int[] ends = new int[LEAST_SLOTS / 2];
    private long[] hashes = new long[LEAST_SLOTS / 2];
    /** Number of a text plus one at the place that its hash says, or behind it; 0 is free. At most half are used. */
    private int[] slots = new int[LEAST_SLOTS];

    private int size;

    /** @param characters of all different texts, as a guess */
    public Numbering(int characters) {
        kept = new char[characters];
    }

    /** How many different texts there were. */
    public int size() {
        return size;
    }

    /** The number of {@code characters[from, to)}; the size before the call where it is new. */
    public int of(char[] characters, int from, int to) {
        long hash = to - from;
        for (int i = from; i < to; i++) {
            hash = (hash ^ characters[i]) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            int number = slots[slot] - 1;
            if (hashes[number] == hash && isKept(number, characters, from, to)) {
                return number;
            }
            slot = slot + 1 & mask;
        }
        add(characters, from, to, hash, slot);
        return size - 1;
    }

    private boolean isKept(int number, char[] characters, int from, int to) {
        return Arrays.equals(kept, start(number), ends[number], characters, from, to);
    }

    private int start(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    private void add(char[] characters, int from, int to, long hash, int slot) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        int start = start(size);
        int end = start + to - from;
        if (end > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(end, kept.length + (kept.length >> 1)));
        }
        System.arraycopy(characters, from, kept, start, to - from);
        ends[size] = end;
        hashes[size] = hash;
        slots[slot] = ++size;
        if (2 * size > slots.length) {
            spread();
        }
    }

    /** Doubles the slots. */
    private void spread() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int number = 0; number < size; number++) {
            int slot = (int) hashes[number] & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = number + 1;
        }
    }
}
