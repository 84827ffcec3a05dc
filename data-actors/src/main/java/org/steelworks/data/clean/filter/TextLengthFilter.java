package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.StatisticRange;

/** Keeps texts by their number of code points ({@code text_len}). */
public final class TextLengthFilter extends RangeFilter {
    public static final String NAME = "text_length_filter";

    /** Both bounds inclusive. */
    public TextLengthFilter(long minLen, long maxLen) {
        super(NAME, new StatisticRange("text_len", "min_len", minLen, "max_len", maxLen));
    }

    @Override
    public double measure(String text) {
        return text.codePointCount(0, text.length());
    }
}
