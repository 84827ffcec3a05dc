package org.steelworks.data.ngram;

import org.steelworks.data.bytes.LargeBytes;

/**
 * How a trie stores probabilities and back-off weights. Plain: 31 bits of the probability's float, whose sign is always
 * minus, then 32 bits of the weight. Quantized: an index into a table of back-off weights, then one into a table of
 * probabilities, with tables of their own for each length; in front of the tables are version 2, the bits of a
 * probability and the bits of a weight, a byte each, filled to 8.
 */
final class TrieWeights {
    private static final int VERSION = 2;
    private static final int HEAD = 8;
    private static final int MOST_BITS = 25;
    private static final int SIGN = 1 << 31;

    private final LargeBytes bytes;
    private final boolean quantized;
    private final long start;
    private final int order;
    private final int probabilityBits;
    private final int backoffBits;

    TrieWeights(LargeBytes bytes, long start, BinaryHeader header) throws InvalidLanguageModel {
        this.bytes = bytes;
        this.start = start;
        this.order = header.counts().length;
        quantized = header.kind().isQuantized();
        if (quantized) {
            if (start + HEAD > bytes.size() || bytes.getByte(start) != VERSION) {
                throw new InvalidLanguageModel("its quantization is not of version " + VERSION
                        + "; run a recent build_binary on the ARPA file");
            }
            probabilityBits = bytes.getByte(start + 1);
            backoffBits = bytes.getByte(start + 2);
            if (Math.min(probabilityBits, backoffBits) < 1 || Math.max(probabilityBits, backoffBits) > MOST_BITS) {
                throw new InvalidLanguageModel("it is damaged: its numbers are quantized to " + probabilityBits
                        + " and " + backoffBits + " bits");
            }
        } else {
            probabilityBits = 31;
            backoffBits = 32;
        }
    }

    /** Bytes of the tables. */
    long size() {
        return quantized ? HEAD + (order - 2) * tablesOfOneLength() + (Float.BYTES << probabilityBits) : 0;
    }

    private long tablesOfOneLength() {
        return ((long) Float.BYTES << probabilityBits) + ((long) Float.BYTES << backoffBits);
    }

    /** Bits that an n-gram's numbers take. */
    int bits(boolean longest) {
        return longest ? probabilityBits : probabilityBits + backoffBits;
    }

    /** Sets the numbers of an n-gram of {@code length} words, which lie at {@code bit} from {@code base}. */
    void readMiddle(int length, long base, long bit, NGramTables.Found found) {
        if (quantized) {
            long probabilities = start + HEAD + (length - 2) * tablesOfOneLength();
            long backoffs = probabilities + ((long) Float.BYTES << probabilityBits);
            found.backoff = bytes.getFloat(backoffs + Float.BYTES * PackedBits.read(bytes, base, bit, backoffBits));
            found.probability = quantizedProbability(probabilities, base, bit + backoffBits);
        } else {
            found.probability = plainProbability(base, bit);
            found.backoff = Float.intBitsToFloat((int) PackedBits.read(bytes, base, bit + 31, 32));
        }
    }

    /** Sets the probability of one of the longest n-grams. */
    void readLongest(long base, long bit, NGramTables.Found found) {
        found.probability = quantized
                ? quantizedProbability(start + HEAD + (order - 2) * tablesOfOneLength(), base, bit)
                : plainProbability(base, bit);
    }

    private float quantizedProbability(long table, long base, long bit) {
        return bytes.getFloat(table + Float.BYTES * PackedBits.read(bytes, base, bit, probabilityBits));
    }

    private float plainProbability(long base, long bit) {
        return Float.intBitsToFloat((int) PackedBits.read(bytes, base, bit, 31) | SIGN);
    }
}
