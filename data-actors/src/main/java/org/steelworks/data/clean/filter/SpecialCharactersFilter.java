package org.steelworks.data.clean.filter;

import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.text.SpecialCharacters;

/** Keeps texts by the share of their code points that are special characters ({@code special_char_ratio}). */
public final class SpecialCharactersFilter extends RangeFilter {
    public static final String NAME = "special_characters_filter";

    /** Both bounds inclusive. */
    public SpecialCharactersFilter(double minRatio, double maxRatio) {
        super(NAME, new StatisticRange("special_char_ratio", "min_ratio", minRatio, "max_ratio", maxRatio));
    }

    @Override
    public double measure(String text) {
        int length = text.codePointCount(0, text.length());
        return length == 0 ? 0.0 : (double) SpecialCharacters.ALL.countIn(text) / length;
    }
}
