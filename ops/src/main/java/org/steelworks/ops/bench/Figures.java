package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Numbers of a report, rounded to what a measurement can say. */
final class Figures {
    private static final double THOUSANDTHS = 1000;

    private Figures() {}

    /** The median as {@code name}, least and most as {@code name_range}. */
    static void put(ObjectNode node, String name, Median median) {
        node.put(name, round(median.value()));
        node.putArray(name + "_range").add(round(median.least())).add(round(median.most()));
    }

    static double round(double value) {
        return Math.round(value * THOUSANDTHS) / THOUSANDTHS;
    }
}
