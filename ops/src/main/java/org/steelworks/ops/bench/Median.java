package org.steelworks.ops.bench;

import java.util.Arrays;
import java.util.List;

/**
 * Middle and range of some measurements.
 *
 * @param value the middle one, or the mean of the two middle ones
 */
record Median(double value, double least, double most) {
    static Median of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        double middle = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Median(middle, sorted[0], sorted[sorted.length - 1]);
    }

    static Median of(double... values) {
        return of(Arrays.stream(values).boxed().toList());
    }
}
