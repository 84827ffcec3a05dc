package org.steelworks.data.ngram;

import java.nio.charset.StandardCharsets;
import org.steelworks.data.bytes.LargeBytes;

/**
 * The head of a model that KenLM's {@code build_binary} wrote: 56 bytes of magic text, 32 of known numbers, then order
 * (byte), table size factor (float at 4), kind (32 bits at 8), whether the words are at the end (byte at 12), version
 * (32 bits at 16), and the number of n-grams of each length (64 bits); the whole filled to a multiple of 8.
 *
 * @param multiplier buckets of a hash table for one entry
 * @param kind how the n-grams are stored
 * @param hasWords whether the words stand at the end of the file
 * @param counts number of n-grams by length minus one
 * @param end where the content begins
 */
record BinaryHeader(float multiplier, Kind kind, boolean hasWords, long[] counts, long end) {
    private static final String MAGIC = "mmap lm http://kheafield.com/code";
    private static final String VERSION = MAGIC + " format version 5\n";
    private static final int NUMBERS = 56;
    private static final int PARAMETERS = 88;
    private static final int COUNTS = 108;

    /** Test values behind the magic text: floats 0, 1 and -0.5, words 1 and -1, padding, and 1 in 64 bits. */
    private static final int[] KNOWN = {0, 0x3F800000, 0xBF000000, 1, -1, 0, 1, 0};

    /** Ways to store n-grams; the order is that of the file's numbers. */
    enum Kind {
        PROBING(0),
        REST_PROBING(0),
        TRIE(1),
        QUANTIZED_TRIE(1),
        ARRAY_TRIE(1),
        QUANTIZED_ARRAY_TRIE(1);

        private final int version;

        Kind(int version) {
            this.version = version;
        }

        boolean isProbing() {
            return this == PROBING || this == REST_PROBING;
        }

        boolean isQuantized() {
            return this == QUANTIZED_TRIE || this == QUANTIZED_ARRAY_TRIE;
        }

        boolean hasArrayPointers() {
            return this == ARRAY_TRIE || this == QUANTIZED_ARRAY_TRIE;
        }
    }

    /** Whether the file is a binary model of KenLM, of whatever version. */
    static boolean begins(LargeBytes file) {
        return matches(file, MAGIC);
    }

    private static boolean matches(LargeBytes file, String text) {
        byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
        if (file.size() < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (file.getByte(i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** @param file one that {@link #begins} so */
    static BinaryHeader read(LargeBytes file) throws InvalidLanguageModel {
        if (matches(file, MAGIC + " incomplete")) {
            throw new InvalidLanguageModel("its build was broken off; run build_binary again");
        }
        if (!matches(file, VERSION) || file.size() < COUNTS) {
            throw new InvalidLanguageModel("it is of another version of KenLM's binary format than 5; run a recent"
                    + " build_binary on the ARPA file");
        }
        for (int i = 0; i < KNOWN.length; i++) {
            if (file.getInt(NUMBERS + 4 * i) != KNOWN[i]) {
                throw new InvalidLanguageModel("it was built on a machine with another representation of numbers; run"
                        + " build_binary on a machine with little-endian 64-bit numbers");
            }
        }
        int order = file.getByte(PARAMETERS) & 0xFF;
        float multiplier = file.getFloat(PARAMETERS + 4);
        int kind = file.getInt(PARAMETERS + 8);
        int version = file.getInt(PARAMETERS + 16);
        if (kind < 0 || kind >= Kind.values().length || version != Kind.values()[kind].version) {
            throw new InvalidLanguageModel("it stores n-grams in a way (kind " + kind + ", version " + version
                    + ") that is not known; run build_binary on the ARPA file, as \"build_binary trie\" or probing");
        }
        if (order < 2 || !(multiplier >= 1) || file.size() < COUNTS + 8L * order) {
            throw new InvalidLanguageModel("it is damaged: order " + order + ", table size factor " + multiplier);
        }
        long[] counts = new long[order];
        for (int i = 0; i < order; i++) {
            counts[i] = file.getLong(COUNTS + 8L * i);
            // Every n-gram takes more than one bit.
            if (counts[i] < 0 || counts[i] / 8 > file.size()) {
                throw new InvalidLanguageModel("it is damaged: it claims " + counts[i] + " n-grams of length " + (i + 1)
                        + " in " + file.size() + " bytes");
            }
        }
        if (counts[0] >= Integer.MAX_VALUE) {
            throw new InvalidLanguageModel(
                    "it has " + counts[0] + " words; fewer than " + Integer.MAX_VALUE + " are supported");
        }
        return new BinaryHeader(
                multiplier,
                Kind.values()[kind],
                file.getByte(PARAMETERS + 12) != 0,
                counts,
                COUNTS + 8L * order + 7 & ~7L);
    }
}
