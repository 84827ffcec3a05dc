package org.steelworks.data.clean.filter;

import java.util.function.ToIntFunction;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.clean.WordSplit;

/** Keeps texts by their number of words ({@code num_words}). */
public final class WordsNumFilter extends RangeFilter {
    public static final String NAME = "words_num_filter";

    private final ToIntFunction<String> words;

    /** Words between blanks. Both bounds inclusive. */
    public WordsNumFilter(long minNum, long maxNum) {
        this(minNum, maxNum, Words::count);
    }

    /** Other words. Both bounds inclusive. */
    public WordsNumFilter(WordSplit split, long minNum, long maxNum) {
        this(minNum, maxNum, text -> ModelWords.count(split, text));
    }

    private WordsNumFilter(long minNum, long maxNum, ToIntFunction<String> words) {
        super(NAME, new StatisticRange("num_words", "min_num", minNum, "max_num", maxNum));
        this.words = words;
    }

    @Override
    public double measure(String text) {
        return words.applyAsInt(text);
    }
}
