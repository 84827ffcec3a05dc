package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.StatisticRange;

/** Keeps texts by their number of code points ({@code text_len}). */
public final class TextLengthFilter implements Filter {
    public static final String NAME = "text_length_filter";

    private final StatisticRange range;

    /** Both bounds inclusive. */
    public TextLengthFilter(long minLen, long maxLen) {
        range = new StatisticRange("text_len", "min_len", minLen, "max_len", maxLen);
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
        return text.codePointCount(0, text.length());
    }
}
