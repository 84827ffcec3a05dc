package org.steelworks.data.clean.filter;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.ToDoubleFunction;
import org.steelworks.data.clean.StatisticRange;

/**
 * Keeps texts by how likely a language model finds them ({@code perplexity}, smaller is likelier). The value is rounded
 * to one decimal before it is compared: the exact decimal value of the double, ties to even.
 */
public final class PerplexityFilter extends RangeFilter {
    public static final String NAME = "perplexity_filter";

    private final ToDoubleFunction<String> perplexity;

    /**
     * @param perplexity of a text, safe for any thread
     * @param minPpl inclusive
     * @param maxPpl inclusive
     */
    public PerplexityFilter(ToDoubleFunction<String> perplexity, double minPpl, double maxPpl) {
        super(NAME, new StatisticRange("perplexity", "min_ppl", minPpl, "max_ppl", maxPpl));
        this.perplexity = perplexity;
    }

    @Override
    public double measure(String text) {
        return rounded(perplexity.applyAsDouble(text));
    }

    private static double rounded(double value) {
        return Double.isInfinite(value)
                ? value
                : new BigDecimal(value).setScale(1, RoundingMode.HALF_EVEN).doubleValue();
    }
}
