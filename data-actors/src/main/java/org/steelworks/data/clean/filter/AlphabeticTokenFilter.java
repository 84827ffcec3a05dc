package org.steelworks.data.clean.filter;

import java.util.function.ToIntFunction;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.text.PythonCharacters;

/** Keeps texts by their number of letters divided by their number of tokens ({@code alpha_token_ratio}). */
public final class AlphabeticTokenFilter extends RangeFilter {
    public static final String NAME = "alphanumeric_filter";

    private final ToIntFunction<String> tokens;

    /**
     * Both bounds inclusive.
     *
     * @param tokens counts the tokens of a text; safe for any thread
     */
    public AlphabeticTokenFilter(ToIntFunction<String> tokens, double minRatio, double maxRatio) {
        super(NAME, new StatisticRange("alpha_token_ratio", "min_ratio", minRatio, "max_ratio", maxRatio));
        this.tokens = tokens;
    }

    @Override
    public double measure(String text) {
        int count = tokens.applyAsInt(text);
        return count == 0 ? 0.0 : (double) PythonCharacters.ALPHABETIC.countIn(text) / count;
    }
}
