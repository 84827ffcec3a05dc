package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.text.PythonCharacters;

/** Keeps texts by the share of their code points that are letters or numbers ({@code alnum_ratio}). */
public final class AlphanumericFilter implements Filter {
    public static final String NAME = "alphanumeric_filter";

    private final StatisticRange range;

    /** Both bounds inclusive. */
    public AlphanumericFilter(double minRatio, double maxRatio) {
        range = new StatisticRange("alnum_ratio", "min_ratio", minRatio, "max_ratio", maxRatio);
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
        int length = text.codePointCount(0, text.length());
        return length == 0 ? 0.0 : (double) PythonCharacters.ALPHANUMERIC.countIn(text) / length;
    }
}
