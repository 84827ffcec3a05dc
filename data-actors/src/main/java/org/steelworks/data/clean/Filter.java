package org.steelworks.data.clean;

/** An operator that computes one statistic of a text and keeps or drops the document by it. */
public non-sealed interface Filter extends Operator {
    /** The statistic and the decision for {@code text}. */
    Verdict judge(String text);
}
