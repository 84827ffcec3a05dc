package org.steelworks.data.fasttext;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The rows that a line of text has in a model: of its words, of their parts, and of runs of words. A word lies between
 * ASCII blanks or zero bytes; the end of the line counts as the word {@code </s>}, and such a word in the text ends the
 * line. Not thread-safe.
 */
final class LineRows {
    private static final byte[] END = "</s>".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LABEL = "__label__".getBytes(StandardCharsets.US_ASCII);
    private static final long RUN_MULTIPLIER = 116049371;

    private final Dictionary dictionary;
    private final ModelSettings settings;
    private final IntConsumer rows;
    private int[] hashes = new int[16];
    private int words;
    private byte[] marked = new byte[64];

    /** @param rows takes them in the order in which the original adds them up */
    LineRows(Dictionary dictionary, ModelSettings settings, IntConsumer rows) {
        this.dictionary = dictionary;
        this.settings = settings;
        this.rows = rows;
    }

    /** Gives all rows of a line, once. */
    void each(byte[] line) {
        boolean ended = false;
        for (int at = 0; at < line.length && !ended; ) {
            int start = at;
            while (at < line.length && !isBlank(line[at])) {
                at++;
            }
            if (at > start) {
                ended = word(line, start, at);
            } else if (line[at] == '\n') {
                break;
            } else {
                at++;
            }
        }
        if (!ended) {
            word(END, 0, END.length);
        }
        runs();
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r' || b == 0;
    }

    /** Whether the word ends the line. */
    private boolean word(byte[] text, int from, int to) {
        int hash = Fnv1a.of(text, from, to);
        int number = dictionary.find(text, from, to, hash);
        boolean isEnd = Arrays.equals(text, from, to, END, 0, END.length);
        if (number == Dictionary.UNKNOWN ? !isLabel(text, from, to) : number < dictionary.words()) {
            if (number != Dictionary.UNKNOWN) {
                rows.accept(number);
            }
            if (!isEnd && (number == Dictionary.UNKNOWN || settings.longest() > 0)) {
                parts(text, from, to);
            }
            if (settings.wordNgrams() > 1) {
                if (words == hashes.length) {
                    hashes = Arrays.copyOf(hashes, 2 * words);
                }
                hashes[words++] = hash;
            }
        }
        return isEnd;
    }

    private static boolean isLabel(byte[] text, int from, int to) {
        return to - from >= LABEL.length && Arrays.equals(text, from, from + LABEL.length, LABEL, 0, LABEL.length);
    }

    /** N-grams of characters of the word with a mark on either side; a mark alone is none. */
    private void parts(byte[] text, int from, int to) {
        if (settings.longest() == 0) {
            return;
        }
        int length = to - from + 2;
        if (marked.length < length) {
            marked = new byte[length];
        }
        marked[0] = '<';
        System.arraycopy(text, from, marked, 1, to - from);
        marked[length - 1] = '>';
        for (int start = 0; start < length; start++) {
            if (isContinuation(marked[start])) {
                continue;
            }
            int hash = Fnv1a.START;
            int end = start;
            for (int characters = 1; end < length && characters <= settings.longest(); characters++) {
                do {
                    hash = Fnv1a.plus(hash, marked[end++]);
                } while (end < length && isContinuation(marked[end]));
                boolean mark = characters == 1 && (start == 0 || end == length);
                if (characters >= settings.shortest() && !mark) {
                    nGram(Integer.remainderUnsigned(hash, settings.buckets()));
                }
            }
        }
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xC0) == 0x80;
    }

    private void runs() {
        for (int i = 0; i < words; i++) {
            long hash = hashes[i];
            for (int j = i + 1; j < words && j < i + settings.wordNgrams(); j++) {
                hash = hash * RUN_MULTIPLIER + hashes[j];
                nGram((int) Long.remainderUnsigned(hash, settings.buckets()));
            }
        }
    }

    private void nGram(int bucket) {
        int row = dictionary.nGramRow(bucket);
        if (row != Dictionary.UNKNOWN) {
            rows.accept(row);
        }
    }
}
