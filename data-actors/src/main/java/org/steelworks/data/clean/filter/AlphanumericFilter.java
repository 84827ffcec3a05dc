package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.text.PythonCharacters;

/** Keeps texts by the share of their code points that are letters or numbers ({@code alnum_ratio}). */
public final class AlphanumericFilter extends RangeFilter {
    public static final String NAME = "alphanumeric_filter";

    /** Both bounds inclusive. */
    public AlphanumericFilter(double minRatio, double maxRatio) {
        super(NAME, new StatisticRange("alnum_ratio", "min_ratio", minRatio, "max_ratio", maxRatio));
    }

    @Override
    public double measure(String text) {
        int length = text.codePointCount(0, text.length());
        return length == 0 ? 0.0 : (double) PythonCharacters.ALPHANUMERIC.countIn(text) / length;
    }
}
