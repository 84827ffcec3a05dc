package org.steelworks.ops.quickstart;

import java.util.List;

/** A curve in one line of text. */
public final class Sparkline {
    static final String BARS = "▁▂▃▄▅▆▇█";

    private Sparkline() {}

    /** The values as {@code width} bars from their least to their largest; older values share a bar by their mean. */
    public static String of(List<Double> values, int width) {
        if (values.isEmpty()) {
            return "";
        }
        int bars = Math.min(width, values.size());
        double[] means = new double[bars];
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (int bar = 0; bar < bars; bar++) {
            int from = (int) ((long) bar * values.size() / bars);
            int to = (int) ((long) (bar + 1) * values.size() / bars);
            means[bar] = values.subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
            least = Math.min(least, means[bar]);
            largest = Math.max(largest, means[bar]);
        }
        StringBuilder line = new StringBuilder();
        for (double mean : means) {
            double height = largest > least ? (mean - least) / (largest - least) : 0;
            line.append(BARS.charAt((int) Math.round(height * (BARS.length() - 1))));
        }
        return line.toString();
    }
}
