package org.steelworks.data.clean;

/**
 * The values of one statistic that a filter keeps: {@code min <= value <= max}, compared as doubles.
 *
 * @param statistic as Data-Juicer names it, such as {@code text_len}
 * @param minName parameter of the lower bound
 * @param maxName parameter of the upper bound
 */
public record StatisticRange(String statistic, String minName, double min, String maxName, double max) {
    public StatisticRange {
        if (!(min <= max)) {
            throw new IllegalArgumentException(minName + " " + number(min) + " is above " + maxName + " " + number(max)
                    + ", so nothing could pass: lower the one or raise the other");
        }
    }

    /** The decision for a value. */
    public Verdict judge(double value) {
        if (value < min) {
            return new Verdict(
                    false,
                    statistic,
                    value,
                    statistic + " " + number(value) + " is below " + minName + " " + number(min));
        }
        if (value > max) {
            return new Verdict(
                    false,
                    statistic,
                    value,
                    statistic + " " + number(value) + " is above " + maxName + " " + number(max));
        }
        return new Verdict(true, statistic, value, "");
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
