package org.steelworks.data.bpe;

import java.util.Arrays;

/**
 * Rank and result of every pair of tokens that may be joined. A pair takes one word of a table with open addressing:
 *
 * <pre>
 * bit 63 .. 43  left id
 * bit 42 .. 22  right id
 * bit 21 ..  0  rank
 * </pre>
 *
 * Immutable, safe for any thread.
 */
final class MergeTable {
    /** The rank of what cannot be joined, behind all others. */
    static final int NONE = Integer.MAX_VALUE;

    private static final int ID_BITS = 21;
    private static final int RANK_BITS = 22;
    private static final int RANK_MASK = (1 << RANK_BITS) - 1;

    /** Ids and pairs below these fit; all bits set is a free word. */
    static final int MAX_IDS = (1 << ID_BITS) - 1;

    static final int MAX_MERGES = RANK_MASK;

    private static final long FREE = -1;
    private static final long HASH = 0x9E3779B97F4A7C15L;

    private static final int FILTER_BITS = 20;

    private final long[] words;
    private final int shift;
    /** A bit for some pairs each, set if one of them can be joined: most pairs cannot, and this is near the processor. */
    private final long[] filter = new long[1 << FILTER_BITS - 6];

    private final int[] merged;
    /** The ranks of pairs of single bytes, left byte times 256 plus right byte. */
    private final int[] byteRanks = new int[1 << 16];

    private MergeTable(int size) {
        int capacity = Integer.highestOneBit(size + (size >> 1) + 8) << 1;
        words = new long[capacity];
        Arrays.fill(words, FREE);
        shift = Long.SIZE - Integer.numberOfTrailingZeros(capacity);
        merged = new int[size];
    }

    /**
     * Builds the table.
     *
     * @param byteIds the token of every byte, {@link Vocabulary#NONE} for one that no text holds
     * @throws IllegalArgumentException where a pair is not two tokens of the vocabulary which make a third
     */
    static MergeTable of(MergeList merges, Vocabulary vocabulary, int[] byteIds) {
        MergeTable table = new MergeTable(merges.size());
        Pair pair = new Pair(merges, vocabulary);
        for (int rank = 0; rank < merges.size(); rank++) {
            if (!pair.read(rank)) {
                throw new IllegalArgumentException("merge " + (rank + 1) + ", '" + merges.text(rank)
                        + "', is not two tokens of the vocabulary which make a third");
            }
            table.put(pair.left, pair.right, rank);
            table.merged[rank] = pair.both;
        }
        for (int bytes = 0; bytes < table.byteRanks.length; bytes++) {
            int left = byteIds[bytes >> 8];
            int right = byteIds[bytes & 0xFF];
            table.byteRanks[bytes] = left < 0 || right < 0 ? NONE : table.rank(left, right);
        }
        return table;
    }

    /** Where a pair occurs twice the later rank counts. */
    private void put(int left, int right, int rank) {
        long key = key(left, right);
        int bit = (int) (key * HASH >>> Long.SIZE - FILTER_BITS);
        filter[bit >> 6] |= 1L << bit;
        int slot = (int) (key * HASH >>> shift);
        while (words[slot] != FREE && words[slot] >>> RANK_BITS != key) {
            slot = slot + 1 & words.length - 1;
        }
        words[slot] = key << RANK_BITS | rank;
    }

    /** The rank of a pair of ids; the lower one is joined first. {@link #NONE} where they are not joined. */
    int rank(int left, int right) {
        long key = key(left, right);
        long hash = key * HASH;
        int bit = (int) (hash >>> Long.SIZE - FILTER_BITS);
        if ((filter[bit >> 6] >>> bit & 1) == 0) {
            return NONE;
        }
        int slot = (int) (hash >>> shift);
        for (long word = words[slot]; word != FREE; word = words[slot]) {
            if (word >>> RANK_BITS == key) {
                return (int) word & RANK_MASK;
            }
            slot = slot + 1 & words.length - 1;
        }
        return NONE;
    }

    /** The rank of a pair of bytes. */
    int rank(byte left, byte right) {
        return byteRanks[(left & 0xFF) << 8 | right & 0xFF];
    }

    /** The id that the pair of a rank becomes. */
    int merged(int rank) {
        return merged[rank];
    }

    private static long key(int left, int right) {
        return (long) left << ID_BITS | right;
    }

    /** The ids of one pair after the other. */
    private static final class Pair {
        private final MergeList merges;
        private final Vocabulary vocabulary;
        private byte[] joined = new byte[64];
        private int left;
        private int right;
        private int both;

        Pair(MergeList merges, Vocabulary vocabulary) {
            this.merges = merges;
            this.vocabulary = vocabulary;
        }

        boolean read(int rank) {
            TextPool texts = merges.texts();
            byte[] bytes = texts.bytes();
            int start = texts.start(rank);
            int end = texts.end(rank);
            int space = start + merges.leftBytes(rank);
            if (space < start) {
                return false;
            }
            if (joined.length < end - start) {
                joined = new byte[2 * (end - start)];
            }
            System.arraycopy(bytes, start, joined, 0, space - start);
            System.arraycopy(bytes, space + 1, joined, space - start, end - space - 1);
            left = vocabulary.id(bytes, start, space);
            right = vocabulary.id(bytes, space + 1, end);
            both = vocabulary.id(joined, 0, end - start - 1);
            return left >= 0 && right >= 0 && both >= 0;
        }
    }
}
