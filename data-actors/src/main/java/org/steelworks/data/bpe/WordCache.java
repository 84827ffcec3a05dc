package org.steelworks.data.bpe;

import org.agrona.collections.IntArrayList;

/**
 * The ids of short words met lately: a fixed number of places, where a word takes that of another one with the same
 * hash. A word is its bytes and their number in two longs, so it is compared whole. Not thread-safe.
 */
final class WordCache {
    /** Longer words are not kept. */
    static final int LONGEST_WORD = 15;

    private static final int MOST_IDS = 4;
    private static final int PLACE_BITS = 14;

    private final long[] words = new long[2 << PLACE_BITS];
    /** Up to four ids a place, {@link Vocabulary#NONE} behind the last. */
    private final int[] ids = new int[MOST_IDS << PLACE_BITS];

    private long low;
    private long high;
    private int place;

    /** Appends the ids of a word if it is known; else the word may be kept by {@link #keep}. */
    boolean find(byte[] text, int from, int to, IntArrayList out) {
        low = 0;
        high = (long) (to - from) << 56;
        int middle = Math.min(to, from + 8);
        for (int i = from; i < middle; i++) {
            low = low << 8 | text[i] & 0xFF;
        }
        long rest = 0;
        for (int i = middle; i < to; i++) {
            rest = rest << 8 | text[i] & 0xFF;
        }
        high |= rest;
        place = (int) ((low * 0x9E3779B97F4A7C15L ^ high * 0xC2B2AE3D27D4EB4FL) >>> Long.SIZE - PLACE_BITS);
        if (words[2 * place] != low || words[2 * place + 1] != high) {
            return false;
        }
        int first = MOST_IDS * place;
        for (int i = first; i < first + MOST_IDS && ids[i] >= 0; i++) {
            out.addInt(ids[i]);
        }
        return true;
    }

    /** Keeps the ids from {@code first} on as those of the word that was not found just now. */
    void keep(IntArrayList out, int first) {
        int count = out.size() - first;
        if (count > MOST_IDS) {
            return;
        }
        words[2 * place] = low;
        words[2 * place + 1] = high;
        for (int i = 0; i < MOST_IDS; i++) {
            ids[MOST_IDS * place + i] = i < count ? out.getInt(first + i) : Vocabulary.NONE;
        }
    }
}
