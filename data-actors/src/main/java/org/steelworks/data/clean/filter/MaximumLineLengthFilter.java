package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.text.PythonText;

/** Keeps texts by the code points of their longest line, its end left out ({@code max_line_length}). */
public final class MaximumLineLengthFilter extends RangeFilter {
    public static final String NAME = "maximum_line_length_filter";

    /** Both bounds inclusive. */
    public MaximumLineLengthFilter(long minLen, long maxLen) {
        super(NAME, new StatisticRange("max_line_length", "min_len", minLen, "max_len", maxLen));
    }

    @Override
    public double measure(String text) {
        return PythonText.lines(text).longest();
    }
}
