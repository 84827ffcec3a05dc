package org.steelworks.ops.status;

/**
 * Time left of a row of equal steps, from a mean of their durations: a plain one over the first ten, then an exponentially
 * weighted one, so that neither a slow start nor a pause spoils the estimate for long.
 */
public final class Eta {
    private static final double WEIGHT = 0.1;

    private double meanSeconds;
    private long steps;

    /** A step has taken so long. */
    public void took(double seconds) {
        steps++;
        meanSeconds += Math.max(WEIGHT, 1.0 / steps) * (seconds - meanSeconds);
    }

    /** Seconds for {@code more} steps; NaN before the first step. */
    public double left(long more) {
        return steps == 0 ? Double.NaN : meanSeconds * more;
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
