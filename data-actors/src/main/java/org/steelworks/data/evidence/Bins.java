package org.steelworks.data.evidence;

/**
 * Bins of a histogram of values from 0: eight to each power of two, and one for 0. A value lies in
 * {@code [lower(bin), lower(bin + 1))}.
 */
public final class Bins {
    /** Bits of a double below the three highest of its mantissa. */
    private static final int DROPPED_BITS = 49;

    private Bins() {}

    static int of(double value) {
        return value <= 0 ? 0 : 1 + (int) (Double.doubleToLongBits(value) >>> DROPPED_BITS);
    }

    /** The least value of a bin. */
    public static double lower(int bin) {
        return bin <= 0 ? 0 : Double.longBitsToDouble((long) (bin - 1) << DROPPED_BITS);
    }
}
