package org.steelworks.data.ngram;

/**
 * Where a model's n-grams are looked up, word by word from the last one to the front: first the unigram of a word, then
 * the bigram with the word before it, and so on. Implementations are safe for any thread; what one lookup leaves for
 * the next is in the {@link Found} of the caller.
 */
interface NGramTables {
    /** The length of the longest n-grams, at least 2. */
    int order();

    /** The index of the word with that hash ({@link WordHash}); 0 for a word that the model does not know. */
    int word(long hash);

    /** Begins at {@code word}. */
    void unigram(int word, Found found);

    /**
     * Goes on to an n-gram that is one word longer, but not of the greatest length.
     *
     * @param length words of the n-gram that is looked for, from 2 to order - 1
     * @param word the word in front
     * @return whether there is one; if not, {@code found} is good for nothing more
     */
    boolean middle(int length, int word, Found found);

    /** Goes on to an n-gram of the greatest length; only its probability is set. */
    boolean longest(int word, Found found);

    /** The n-gram that was found last. */
    final class Found {
        /** Decimal logarithm, never positive. */
        float probability;
        /** Decimal logarithm of the weight for going back to shorter n-grams. */
        float backoff;
        /** Whether a longer n-gram that ends so can exist. */
        boolean extendsLeft;
        /** Place of the n-gram, as the tables understand it. */
        long node;
        /** Exclusive end of a range that begins with {@code node}, where the tables have ranges. */
        long nodeEnd;
    }
}
