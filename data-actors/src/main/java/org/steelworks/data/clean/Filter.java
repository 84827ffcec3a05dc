package org.steelworks.data.clean;

/** An operator that computes one statistic of a text and keeps or drops the document by it. */
public non-sealed interface Filter extends Operator {
    /** The values that are kept. */
    StatisticRange range();

    /** The statistic of {@code text}. */
    double measure(String text);

    /** The statistic and the decision for {@code text}. */
    default Verdict judge(String text) {
        return range().judge(measure(text));
    }

    /** The same of a text that another filter has dropped: for its statistics, it is counted nowhere. */
    default Verdict look(String text) {
        return judge(text);
    }
}
