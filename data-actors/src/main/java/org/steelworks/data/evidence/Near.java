package org.steelworks.data.evidence;

/**
 * A document whose statistic is near a bound.
 *
 * @param index as in {@link Example}
 * @param value of the statistic
 * @param kept whether the filter kept it
 * @param text its beginning
 */
public record Near(String source, long index, double value, boolean kept, String text) {
    Near moved(long by) {
        return new Near(source, index + by, value, kept, text);
    }
}
