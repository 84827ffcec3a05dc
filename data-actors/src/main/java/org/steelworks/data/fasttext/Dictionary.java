package org.steelworks.data.fasttext;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.collections.Int2IntHashMap;
import org.steelworks.data.bytes.LargeBytes;

/**
 * The words and labels of a model, numbered from 0: words first, then labels. Texts of words stay in the mapped file.
 * Once read it does not change and is safe for any thread.
 */
final class Dictionary {
    static final int UNKNOWN = -1;

    /** Bytes of an empty text's end, its count and its type. */
    private static final int SHORTEST_ENTRY = 1 + Long.BYTES + 1;

    private static final int LONGEST_ENTRY = 1 << 24;
    private static final double LOAD = 0.7;
    /** A word's place in the file and its share of the table. */
    private static final int WORD_HEAP_BYTES = 14;

    private static final int LABEL_HEAP_BYTES = 100;
    private static final int KEPT_HEAP_BYTES = 24;

    private final LargeBytes file;
    private final int words;
    /** Where each text begins in the file. */
    private final long[] starts;
    /** Numbers by hash with linear probing; {@link #UNKNOWN} where a place is free. */
    private final int[] table;

    private final String[] labels;
    private final long[] labelCounts;
    /** Rows of n-grams by bucket; null where every bucket has its own. */
    private final Int2IntHashMap kept;

    private int nGramRows;

    private Dictionary(FileCursor cursor, int words, int labels, boolean pruned) {
        file = cursor.all();
        this.words = words;
        starts = new long[words + labels];
        table = new int[(int) Math.ceil(starts.length / LOAD)];
        Arrays.fill(table, UNKNOWN);
        this.labels = new String[labels];
        labelCounts = new long[labels];
        kept = pruned ? new Int2IntHashMap(UNKNOWN) : null;
    }

    /** @param mostMemory bytes of heap that it may take */
    static Dictionary read(FileCursor cursor, ModelSettings settings, long mostMemory) throws InvalidFastTextModel {
        int size = cursor.int32();
        int words = cursor.int32();
        int labels = cursor.int32();
        cursor.int64(); // tokens of the training text
        long kept = cursor.int64();
        if (words < 0 || labels < 1 || size != (long) words + labels || size > cursor.left() / SHORTEST_ENTRY) {
            throw InvalidFastTextModel.damaged(
                    size + " entries, " + words + " words and " + labels + " labels in " + cursor.left() + " bytes");
        }
        if (kept < -1 || kept > cursor.left() / (2 * Integer.BYTES)) {
            throw InvalidFastTextModel.damaged(kept + " n-grams in " + cursor.left() + " bytes");
        }
        long memory =
                (long) WORD_HEAP_BYTES * size + (long) LABEL_HEAP_BYTES * labels + KEPT_HEAP_BYTES * Math.max(0, kept);
        if (memory > mostMemory) {
            throw new InvalidFastTextModel("its dictionary takes " + (memory >> 20) + " MiB, and " + (mostMemory >> 20)
                    + " MiB of heap are free for it; give more with -Xmx");
        }
        Dictionary dictionary = new Dictionary(cursor, words, labels, kept >= 0);
        dictionary.readEntries(cursor);
        dictionary.readKept(cursor, kept, settings);
        return dictionary;
    }

    private void readEntries(FileCursor cursor) throws InvalidFastTextModel {
        byte[] text = new byte[64];
        long counted = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = cursor.position();
            int length = 0;
            for (byte b = cursor.int8(); b != 0; b = cursor.int8()) {
                if (length == text.length) {
                    text = Arrays.copyOf(text, 2 * length);
                }
                if (length == LONGEST_ENTRY) {
                    throw InvalidFastTextModel.damaged("entry " + i + " is longer than " + LONGEST_ENTRY + " bytes");
                }
                text[length++] = b;
            }
            // of equal texts the last, as in the original
            table[place(text, 0, length, Fnv1a.of(text, 0, length))] = i;
            long count = cursor.int64();
            boolean isLabel = i >= words;
            if (cursor.int8() != (isLabel ? 1 : 0)) {
                throw InvalidFastTextModel.damaged("entry " + i + " is not of the type that its place says");
            }
            if (isLabel) {
                labels[i - words] = new String(text, 0, length, StandardCharsets.UTF_8);
                labelCounts[i - words] = count;
                counted += count;
                if (count < 0 || counted >= TreeChoice.NO_COUNT) {
                    throw InvalidFastTextModel.damaged(
                            "label " + labels[i - words] + " was counted " + count + " times");
                }
            }
        }
    }

    private void readKept(FileCursor cursor, long count, ModelSettings settings) throws InvalidFastTextModel {
        if (kept == null) {
            nGramRows = settings.hasNGrams() ? settings.buckets() : 0;
        }
        for (long i = 0; i < count; i++) {
            int bucket = cursor.int32();
            int row = cursor.int32();
            if (row < 0 || row == Integer.MAX_VALUE) {
                throw InvalidFastTextModel.damaged("an n-gram has row " + row);
            }
            kept.put(bucket, row);
            nGramRows = Math.max(nGramRows, row + 1);
        }
        if (rows() > Integer.MAX_VALUE) {
            throw InvalidFastTextModel.damaged(words + " words and " + nGramRows + " n-grams");
        }
    }

    /** Number of a word or label; {@link #UNKNOWN} where there is none. */
    int find(byte[] text, int from, int to, int hash) {
        return table[place(text, from, to, hash)];
    }

    /** Where in the table the text is, or the free place where it would be. */
    private int place(byte[] text, int from, int to, int hash) {
        int place = Integer.remainderUnsigned(hash, table.length);
        while (table[place] != UNKNOWN && !matches(starts[table[place]], text, from, to)) {
            place = place + 1 == table.length ? 0 : place + 1;
        }
        return place;
    }

    private boolean matches(long start, byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (file.getByte(start + i - from) != text[i]) {
                return false;
            }
        }
        return file.getByte(start + to - from) == 0;
    }

    /** Row of an n-gram; {@link #UNKNOWN} where it was left out. */
    int nGramRow(int bucket) {
        int row = kept == null ? bucket : kept.get(bucket);
        return row == UNKNOWN ? UNKNOWN : words + row;
    }

    int words() {
        return words;
    }

    int labels() {
        return labels.length;
    }

    /** @param number from 0 among the labels */
    String label(int number) {
        return labels[number];
    }

    /** How often the training text had the label. */
    long labelCount(int number) {
        return labelCounts[number];
    }

    /** Whether n-grams were left out, which only compressed models may have. */
    boolean isPruned() {
        return kept != null;
    }

    /** Least number of rows that a model with this dictionary has. */
    long rows() {
        return (long) words + nGramRows;
    }
}
