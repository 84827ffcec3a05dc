package org.steelworks.data.clean.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.data.clean.Verdict;

final class PerplexityFilterTest {

    /** Python's {@code round(x, 1)}: of the decimals, only those with a 5 in a sum of halves and quarters are ties. */
    @ParameterizedTest
    @CsvSource({
        "1.25, 1.2",
        "1.75, 1.8",
        "0.25, 0.2",
        "2.35, 2.4",
        "2.675, 2.7",
        "1.05, 1.1",
        "1.15, 1.1",
        "1500.05, 1500.0",
        "1500.0500000001, 1500.1",
        "0, 0",
        "1e300, 1e300",
        "Infinity, Infinity"
    })
    void shouldRoundTheExactValue(double value, double rounded) {
        assertThat(new PerplexityFilter(text -> value, 0, 1500).judge("x").value())
                .isEqualTo(rounded);
    }

    @Test
    void shouldCompareTheRoundedValueAndSayWhyNot() {
        assertThat(new PerplexityFilter(text -> 1500.04, 0, 1500).judge("x"))
                .isEqualTo(new Verdict(true, "perplexity", 1500, ""));
        assertThat(new PerplexityFilter(text -> 1500.06, 0, 1500).judge("x"))
                .isEqualTo(new Verdict(false, "perplexity", 1500.1, "perplexity 1500.1 is above max_ppl 1500"));
        assertThat(new PerplexityFilter(text -> 9.94, 10, 1500).judge("x"))
                .isEqualTo(new Verdict(false, "perplexity", 9.9, "perplexity 9.9 is below min_ppl 10"));
    }
}
