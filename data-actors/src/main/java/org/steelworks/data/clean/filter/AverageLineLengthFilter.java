package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.text.PythonText;

/** Keeps texts by their number of code points, line ends included, divided by their number of lines ({@code avg_line_length}). */
public final class AverageLineLengthFilter implements Filter {
    public static final String NAME = "average_line_length_filter";

    private final StatisticRange range;

    /** Both bounds inclusive. */
    public AverageLineLengthFilter(long minLen, long maxLen) {
        range = new StatisticRange("avg_line_length", "min_len", minLen, "max_len", maxLen);
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
        int lines = PythonText.lines(text).count();
        return lines == 0 ? 0.0 : (double) text.codePointCount(0, text.length()) / lines;
    }
}
