package org.steelworks.data.ngram;

import org.steelworks.data.bytes.LargeBytes;

/**
 * N-grams in hash tables, as KenLM's probing models lay them out: the vocabulary (version and number of words in 32 bits
 * each, then a table from a word's hash to its index), the unigrams by index, and one table for every greater length.
 * An n-gram's key is computed from its words from the last to the first. The value is a probability and, but for the
 * longest, a back-off weight (rest-cost models: and a third number, which plays no part in scores), all 32-bit floats.
 * The sign of a probability is not its own: it is cleared where a longer n-gram ends so.
 */
final class ProbingTables implements NGramTables {
    private static final long CONTEXT_FACTOR = 8978948897894561157L;
    private static final long WORD_FACTOR = 0xF8574E1221634907L;
    private static final int SIGN = 1 << 31;
    private static final int VOCABULARY_HEAD = 8;
    private static final int VOCABULARY_STRIDE = 12;
    private static final int LONGEST_STRIDE = 12;

    final LargeBytes bytes;
    final long start;
    final HashTable vocabulary;
    /** Tables of n-grams by length minus two, the longest last. */
    final HashTable[] tables;

    private final long unigrams;
    private final int weights;
    private final long end;
    private final long words;

    private ProbingTables(LargeBytes bytes, Layout layout) {
        this.bytes = bytes;
        this.start = layout.start;
        this.weights = layout.weights;
        this.words = layout.counts[0];
        vocabulary = new HashTable(
                bytes, start + VOCABULARY_HEAD, HashTable.buckets(words, layout.multiplier), VOCABULARY_STRIDE);
        unigrams = layout.unigrams();
        tables = new HashTable[layout.counts.length - 1];
        long at = unigrams + (words + 1) * weights;
        for (int i = 0; i < tables.length; i++) {
            long buckets = HashTable.buckets(layout.counts[i + 1], layout.multiplier);
            int stride = i + 1 == tables.length ? LONGEST_STRIDE : Long.BYTES + weights;
            tables[i] = new HashTable(bytes, at, buckets, stride);
            at += buckets * stride;
        }
        end = at;
    }

    /** How long the parts are. */
    private record Layout(long start, long[] counts, float multiplier, int weights) {
        long unigrams() {
            return start + VOCABULARY_HEAD + HashTable.buckets(counts[0], multiplier) * VOCABULARY_STRIDE;
        }
    }

    /** The tables of a mapped file. */
    static ProbingTables mapped(LargeBytes file, BinaryHeader header) throws InvalidLanguageModel {
        int weights = header.kind() == BinaryHeader.Kind.REST_PROBING ? 12 : 8;
        ProbingTables tables =
                new ProbingTables(file, new Layout(header.end(), header.counts(), header.multiplier(), weights));
        if (tables.end > file.size()) {
            throw new InvalidLanguageModel("it is cut off: it has " + file.size() + " bytes of at least " + tables.end
                    + "; copy or build it again");
        }
        if (file.getInt(tables.start) != 0) {
            throw new InvalidLanguageModel("its vocabulary is of version " + file.getInt(tables.start)
                    + ", known is 0; run a recent build_binary on the ARPA file");
        }
        return tables;
    }

    /** Bytes that {@link #empty} takes. */
    static long size(long[] counts, float multiplier) {
        long size = new Layout(0, counts, multiplier, 8).unigrams() + (counts[0] + 1) * 8;
        for (int i = 1; i < counts.length; i++) {
            int stride = i + 1 == counts.length ? LONGEST_STRIDE : 16;
            size = Math.addExact(size, Math.multiplyExact(HashTable.buckets(counts[i], multiplier), stride));
        }
        return size;
    }

    /** Tables to be filled, in memory. */
    static ProbingTables empty(LargeBytes memory, long[] counts, float multiplier) {
        return new ProbingTables(memory, new Layout(0, counts, multiplier, 8));
    }

    /** Where what follows the tables begins. */
    long end() {
        return end;
    }

    /** The key of an n-gram with one more word in front. */
    static long key(long shorter, int word) {
        return shorter * CONTEXT_FACTOR ^ (word + 1L) * WORD_FACTOR;
    }

    /** Where the unigram's probability and back-off weight lie. */
    long unigram(int word) {
        return unigrams + (long) word * weights;
    }

    @Override
    public int order() {
        return tables.length + 1;
    }

    @Override
    public int word(long hash) {
        long at = vocabulary.find(hash);
        int word = at == HashTable.ABSENT ? 0 : bytes.getInt(at);
        // A damaged file must not lead outside of the unigrams.
        return word < 0 || word > words ? 0 : word;
    }

    @Override
    public void unigram(int word, Found found) {
        found.node = word;
        read(unigram(word), found);
    }

    @Override
    public boolean middle(int length, int word, Found found) {
        found.node = key(found.node, word);
        long at = tables[length - 2].find(found.node);
        if (at == HashTable.ABSENT) {
            return false;
        }
        read(at, found);
        return true;
    }

    private void read(long at, Found found) {
        int probability = bytes.getInt(at);
        found.probability = Float.intBitsToFloat(probability | SIGN);
        found.extendsLeft = (probability & SIGN) == 0;
        found.backoff = bytes.getFloat(at + Float.BYTES);
    }

    @Override
    public boolean longest(int word, Found found) {
        long at = tables[tables.length - 1].find(key(found.node, word));
        if (at == HashTable.ABSENT) {
            return false;
        }
        found.probability = bytes.getFloat(at);
        return true;
    }
}
