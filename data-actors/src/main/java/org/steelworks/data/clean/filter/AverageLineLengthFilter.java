package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.text.PythonText;

/** Keeps texts by their number of code points, line ends included, divided by their number of lines ({@code avg_line_length}). */
public final class AverageLineLengthFilter extends RangeFilter {
    public static final String NAME = "average_line_length_filter";

    /** Both bounds inclusive. */
    public AverageLineLengthFilter(long minLen, long maxLen) {
        super(NAME, new StatisticRange("avg_line_length", "min_len", minLen, "max_len", maxLen));
    }

    @Override
    public double measure(String text) {
        int lines = PythonText.lines(text).count();
        return lines == 0 ? 0.0 : (double) text.codePointCount(0, text.length()) / lines;
    }
}
