package org.steelworks.data.clean;

import java.util.Map;

/**
 * What a filter says of one text.
 *
 * @param keep whether the document stays
 * @param statistic name of the statistic, as Data-Juicer names it, such as {@code text_len}
 * @param value the statistic's value
 * @param reason one sentence for the report, such as {@code text_len 7 is below min 10}; empty when kept
 * @param labels statistics that are names, such as {@code lang}; most filters have none
 */
public record Verdict(boolean keep, String statistic, double value, String reason, Map<String, String> labels) {
    public Verdict {
        labels = Map.copyOf(labels);
    }

    /** Without labels. */
    public Verdict(boolean keep, String statistic, double value, String reason) {
        this(keep, statistic, value, reason, Map.of());
    }
}
