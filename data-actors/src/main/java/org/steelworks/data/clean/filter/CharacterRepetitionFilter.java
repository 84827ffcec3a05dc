package org.steelworks.data.clean.filter;

import java.util.Arrays;
import org.steelworks.data.clean.StatisticRange;

/**
 * Keeps texts by the share of repeated character n-grams ({@code char_rep_ratio}). Of the frequencies of the D distinct
 * n-grams, of which R occur twice or more, the k = min(floor(sqrt D), R) largest are added and divided by the number of
 * n-grams; a text shorter than n has 0.
 */
public final class CharacterRepetitionFilter extends RangeFilter {
    public static final String NAME = "character_repetition_filter";

    private final int repLen;

    /**
     * @param repLen length n of an n-gram in code points, at least 1
     * @param minRatio inclusive
     * @param maxRatio inclusive
     */
    public CharacterRepetitionFilter(int repLen, double minRatio, double maxRatio) {
        super(NAME, new StatisticRange("char_rep_ratio", "min_ratio", minRatio, "max_ratio", maxRatio));
        if (repLen < 1) {
            throw new IllegalArgumentException(
                    "rep_len " + repLen + " is below 1: an n-gram has at least one character");
        }
        this.repLen = repLen;
    }

    @Override
    public double measure(String text) {
        int[] codePoints = codePoints(text);
        int grams = codePoints.length - repLen + 1;
        return grams < 1 ? 0.0 : ratio(codePoints, grams);
    }

    private static int[] codePoints(String text) {
        char[] chars = text.toCharArray();
        int[] codePoints = new int[chars.length];
        int count = 0;
        for (int i = 0; i < chars.length; i++) {
            int codePoint = chars[i];
            if (Character.isHighSurrogate(chars[i])) {
                codePoint = Character.codePointAt(chars, i);
                i += Character.charCount(codePoint) - 1;
            }
            codePoints[count++] = codePoint;
        }
        return count == codePoints.length ? codePoints : Arrays.copyOf(codePoints, count);
    }

    private double ratio(int[] codePoints, int grams) {
        int[] frequencies = NGrams.frequencies(codePoints, repLen);
        int distinct = 0;
        int repeated = 0;
        for (int frequency : frequencies) {
            if (frequency > 0) {
                distinct++;
            }
            if (frequency > 1) {
                frequencies[repeated++] = frequency;
            }
        }
        Arrays.sort(frequencies, 0, repeated);
        int largest = Math.min((int) Math.sqrt(distinct), repeated);
        long sum = 0;
        for (int i = 1; i <= largest; i++) {
            sum += frequencies[repeated - i];
        }
        return (double) sum / grams;
    }
}
