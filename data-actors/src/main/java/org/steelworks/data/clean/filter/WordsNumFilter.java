package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.StatisticRange;

/** Keeps texts by their number of words ({@code num_words}). */
public final class WordsNumFilter implements Filter {
    public static final String NAME = "words_num_filter";

    private final StatisticRange range;

    /** Both bounds inclusive. */
    public WordsNumFilter(long minNum, long maxNum) {
        range = new StatisticRange("num_words", "min_num", minNum, "max_num", maxNum);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StatisticRange range() {
        return range;
    }

    @Override
    public double measure(String text) {
        return Words.count(text);
    }
}
