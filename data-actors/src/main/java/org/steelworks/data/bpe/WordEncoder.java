package org.steelworks.data.bpe;

import org.agrona.collections.IntArrayList;

/**
 * Words to ids: begins with bytes and joins the pair of lowest rank, the leftmost of equal ones, until none is left.
 * Holds scratch memory; not thread-safe.
 */
final class WordEncoder {
    /** Up to here looking through all pairs for each join is faster than keeping them in order. */
    private static final int SHORT_WORD = 96;

    private final BpeTables tables;
    private final MergeTable merges;
    private final WordCache cache = new WordCache();
    private final LongWord longWord;
    private final int[] ids = new int[SHORT_WORD];
    /** The rank of the pair of an id and the next one. */
    private final int[] ranks = new int[SHORT_WORD];

    private byte[] shown = new byte[64];

    WordEncoder(BpeTables tables) {
        this.tables = tables;
        merges = tables.merges();
        longWord = new LongWord(merges);
    }

    /** Appends the ids of the word between two places; it has at least one byte. */
    void encode(byte[] text, int from, int to, IntArrayList out) {
        if (to - from == 1) {
            out.addInt(tables.byteIds()[text[from] & 0xFF]);
            return;
        }
        boolean kept = to - from <= WordCache.LONGEST_WORD;
        if (kept && cache.find(text, from, to, out)) {
            return;
        }
        int before = out.size();
        int whole = tables.wholeWords() ? whole(text, from, to) : Vocabulary.NONE;
        if (whole >= 0) {
            out.addInt(whole);
        } else if (to - from <= SHORT_WORD) {
            join(text, from, to - from, out);
        } else {
            longWord.encode(text, from, to, tables.byteIds(), out);
        }
        if (kept) {
            cache.keep(out, before);
        }
    }

    /** The token that shows all bytes of the word, or {@link Vocabulary#NONE}. */
    private int whole(byte[] text, int from, int to) {
        if (shown.length < 2 * (to - from)) {
            shown = new byte[4 * (to - from)];
        }
        int end = 0;
        for (int i = from; i < to; i++) {
            end = Utf8.put(ByteAlphabet.character(text[i]), shown, end);
        }
        return tables.vocabulary().id(shown, 0, end);
    }

    private void join(byte[] text, int from, int length, IntArrayList out) {
        for (int i = 0; i < length; i++) {
            ids[i] = tables.byteIds()[text[from + i] & 0xFF];
        }
        for (int i = 1; i < length; i++) {
            ranks[i - 1] = merges.rank(text[from + i - 1], text[from + i]);
        }
        int count = length;
        for (int at = lowest(count); at >= 0; at = lowest(count)) {
            ids[at] = merges.merged(ranks[at]);
            System.arraycopy(ids, at + 2, ids, at + 1, count - at - 2);
            System.arraycopy(ranks, at + 1, ranks, at, count - at - 2);
            count--;
            if (at > 0) {
                ranks[at - 1] = merges.rank(ids[at - 1], ids[at]);
            }
            if (at + 1 < count) {
                ranks[at] = merges.rank(ids[at], ids[at + 1]);
            }
        }
        for (int i = 0; i < count; i++) {
            out.addInt(ids[i]);
        }
    }

    /** The first pair of the lowest rank, or -1 where nothing is left to join. */
    private int lowest(int count) {
        int at = -1;
        int best = MergeTable.NONE;
        for (int i = 0; i < count - 1; i++) {
            if (ranks[i] < best) {
                best = ranks[i];
                at = i;
            }
        }
        return at;
    }
}
