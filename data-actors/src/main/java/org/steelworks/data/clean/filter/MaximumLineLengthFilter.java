package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.text.PythonText;

/** Keeps texts by the code points of their longest line, its end left out ({@code max_line_length}). */
public final class MaximumLineLengthFilter implements Filter {
    public static final String NAME = "maximum_line_length_filter";

    private final StatisticRange range;

    /** Both bounds inclusive. */
    public MaximumLineLengthFilter(long minLen, long maxLen) {
        range = new StatisticRange("max_line_length", "min_len", minLen, "max_len", maxLen);
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
        return PythonText.lines(text).longest();
    }
}
