package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.text.SpecialCharacters;

/** Keeps texts by the share of their code points that are special characters ({@code special_char_ratio}). */
public final class SpecialCharactersFilter implements Filter {
    public static final String NAME = "special_characters_filter";

    private final StatisticRange range;

    /** Both bounds inclusive. */
    public SpecialCharactersFilter(double minRatio, double maxRatio) {
        range = new StatisticRange("special_char_ratio", "min_ratio", minRatio, "max_ratio", maxRatio);
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
        return length == 0 ? 0.0 : (double) SpecialCharacters.ALL.countIn(text) / length;
    }
}
