package org.steelworks.eval.score;

import java.util.List;

/**
 * Mean of a metric over samples.
 *
 * @param count of samples
 * @param mean of them; NaN without any
 * @param standardError of the mean: the samples' standard deviation (n - 1) divided by the root of n; NaN below two
 */
public record SampleMean(long count, double mean, double standardError) {

    /** Adds in the given order. */
    public static SampleMean of(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.size();
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        int n = values.size();
        double error = n < 2 ? Double.NaN : StrictMath.sqrt(squares / (n - 1) / n);
        return new SampleMean(n, mean, error);
    }
}
