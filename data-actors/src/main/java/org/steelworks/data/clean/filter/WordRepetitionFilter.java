package org.steelworks.data.clean.filter;

import java.util.function.Function;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.clean.WordSplit;

/** Keeps texts by the share of their word n-grams that occur twice or more ({@code word_rep_ratio}); fewer than n words have 0. */
public final class WordRepetitionFilter extends RangeFilter {
    public static final String NAME = "word_repetition_filter";

    private final Function<String, int[]> words;
    private final int repLen;

    /**
     * Words between blanks.
     *
     * @param repLen words of an n-gram, at least 1
     * @param minRatio inclusive
     * @param maxRatio inclusive
     */
    public WordRepetitionFilter(int repLen, double minRatio, double maxRatio) {
        this(repLen, minRatio, maxRatio, Words::numbered);
    }

    /** The same of other words. */
    public WordRepetitionFilter(WordSplit split, int repLen, double minRatio, double maxRatio) {
        this(repLen, minRatio, maxRatio, text -> ModelWords.numbered(split, text));
    }

    private WordRepetitionFilter(int repLen, double minRatio, double maxRatio, Function<String, int[]> words) {
        super(NAME, new StatisticRange("word_rep_ratio", "min_ratio", minRatio, "max_ratio", maxRatio));
        if (repLen < 1) {
            throw new IllegalArgumentException("rep_len " + repLen + " is below 1: an n-gram has at least one word");
        }
        this.words = words;
        this.repLen = repLen;
    }

    @Override
    public double measure(String text) {
        int[] numbered = words.apply(text);
        return numbered.length < repLen ? 0.0 : ratio(numbered);
    }

    private double ratio(int[] numbered) {
        int[] frequencies = NGrams.frequencies(numbered, repLen);
        long repeated = 0;
        for (int frequency : frequencies) {
            repeated += frequency > 1 ? frequency : 0;
        }
        return (double) repeated / frequencies.length;
    }
}
