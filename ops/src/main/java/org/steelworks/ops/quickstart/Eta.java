package org.steelworks.ops.quickstart;

/**
 * Time left of a row of equal steps, from an exponentially weighted mean of their durations, so that a pause does not
 * spoil the estimate for long.
 */
public final class Eta {
    private static final double WEIGHT = 0.1;

    private double meanSeconds = Double.NaN;

    /** A step has taken so long. */
    public void took(double seconds) {
        meanSeconds = Double.isNaN(meanSeconds) ? seconds : meanSeconds + WEIGHT * (seconds - meanSeconds);
    }

    /** Seconds for {@code steps} more; NaN before the first step. */
    public double left(long steps) {
        return meanSeconds * steps;
    }

    /** Such as {@code 1:05}; {@code -:--} where nothing is known. */
    public static String text(double seconds) {
        if (Double.isNaN(seconds)) {
            return "-:--";
        }
        long whole = Math.round(seconds);
        return whole >= 3600
                ? String.format("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format("%d:%02d", whole / 60, whole % 60);
    }
}
