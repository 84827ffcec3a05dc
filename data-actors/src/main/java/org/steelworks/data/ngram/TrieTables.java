package org.steelworks.data.ngram;

import org.steelworks.data.bytes.LargeBytes;

/**
 * N-grams as KenLM's trie models lay them out: the vocabulary (number of words in 64 bits, then their hashes in
 * ascending order; a word's index is its place plus one), the tables of quantized numbers, the unigrams by index
 * (probability, back-off weight, and in 64 bits where the bigrams that end so begin), and the n-grams of each greater
 * length, bit-packed: word, numbers, and where the longer ones begin. Words go from the last one to the front.
 */
final class TrieTables implements NGramTables {
    private static final int UNIGRAM = 16;

    private final LargeBytes bytes;
    private final long vocabulary;
    private final long words;
    private final TrieWeights weights;
    private final long unigrams;
    /** By length minus two, the longest last. */
    private final Level[] levels;

    private final long end;

    /** The n-grams of one length. */
    private record Level(long base, int wordBits, int stride, TriePointers pointers, long count) {}

    TrieTables(LargeBytes file, BinaryHeader header) throws InvalidLanguageModel {
        bytes = file;
        long[] counts = header.counts();
        vocabulary = header.end() + Long.BYTES;
        long quantization = vocabulary + Long.BYTES * counts[0];
        weights = new TrieWeights(file, quantization, header);
        unigrams = quantization + weights.size();
        long at = unigrams + (counts[0] + 2) * UNIGRAM;
        int mostHighBits =
                header.kind().hasArrayPointers() && counts.length > 2 ? TriePointers.mostHighBits(file, at) : 0;
        levels = new Level[counts.length - 1];
        for (int i = 0; i < levels.length; i++) {
            boolean longest = i + 1 == levels.length;
            TriePointers pointers = longest
                    ? TriePointers.inline(file, 0)
                    : header.kind().hasArrayPointers()
                            ? TriePointers.array(file, at, counts[i + 1] + 1, counts[i + 2], mostHighBits)
                            : TriePointers.inline(file, counts[i + 2]);
            int wordBits = PackedBits.width(counts[0]);
            int stride = wordBits + weights.bits(longest) + pointers.lowBits();
            levels[i] = new Level(at + pointers.size(), wordBits, stride, pointers, counts[i + 1]);
            // One more, whose pointer ends the last range, and room to read eight bytes at a time.
            at = levels[i].base + ((counts[i + 1] + 1) * stride + 7) / 8 + Long.BYTES;
        }
        end = at;
        if (end > file.size()) {
            throw new InvalidLanguageModel(
                    "it is cut off: it has " + file.size() + " bytes of at least " + end + "; copy or build it again");
        }
        words = file.getLong(header.end());
        if (words < 0 || words > counts[0]) {
            throw new InvalidLanguageModel("it is damaged: " + words + " of " + counts[0] + " words have a hash");
        }
    }

    /** Where what follows the tables begins. */
    long end() {
        return end;
    }

    @Override
    public int order() {
        return levels.length + 1;
    }

    @Override
    public int word(long hash) {
        long low = 0;
        long high = words;
        while (low < high) {
            long middle = low + high >>> 1;
            int order = Long.compareUnsigned(bytes.getLong(vocabulary + Long.BYTES * middle), hash);
            if (order == 0) {
                return (int) middle + 1;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 0;
    }

    @Override
    public void unigram(int word, Found found) {
        long at = unigrams + (long) word * UNIGRAM;
        found.probability = bytes.getFloat(at);
        found.backoff = bytes.getFloat(at + 4);
        found.node = bytes.getLong(at + 8);
        found.nodeEnd = bytes.getLong(at + UNIGRAM + 8);
        found.extendsLeft = found.node != found.nodeEnd;
    }

    @Override
    public boolean middle(int length, int word, Found found) {
        Level level = levels[length - 2];
        long index = find(level, word, found);
        if (index < 0) {
            return false;
        }
        long bit = index * level.stride + level.wordBits;
        weights.readMiddle(length, level.base, bit, found);
        level.pointers.read(level.base, index, bit + weights.bits(false), level.stride, found);
        return true;
    }

    @Override
    public boolean longest(int word, Found found) {
        Level level = levels[levels.length - 1];
        long index = find(level, word, found);
        if (index < 0) {
            return false;
        }
        weights.readLongest(level.base, index * level.stride + level.wordBits, found);
        return true;
    }

    /** The n-gram of the range with that word in front, or -1. */
    private long find(Level level, int word, Found found) {
        long low = found.node;
        // A damaged file must not lead outside of the level.
        long high = Math.min(found.nodeEnd, level.count);
        while (low < high) {
            long middle = low + high >>> 1;
            long there = PackedBits.read(bytes, level.base, middle * level.stride, level.wordBits);
            if (there == word) {
                return middle;
            }
            if (there < word) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return -1;
    }
}
