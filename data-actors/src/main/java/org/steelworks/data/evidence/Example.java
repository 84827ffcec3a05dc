package org.steelworks.data.evidence;

/**
 * A document that a mapper changed or a filter dropped.
 *
 * @param source file of the document
 * @param index of the document in it; in a unit's evidence counted from the unit's beginning
 * @param before part of the text that the operator was given
 * @param after the same part as it left it; null for a filter
 */
public record Example(String source, long index, String before, String after) {
    private static final int EXCERPT = 300;
    private static final int BEFORE_CHANGE = 80;

    /** The part around the first difference. */
    static Example changed(String source, long index, String before, String after) {
        int same = 0;
        int shorter = Math.min(before.length(), after.length());
        while (same < shorter && before.charAt(same) == after.charAt(same)) {
            same++;
        }
        int from = Math.max(0, same - BEFORE_CHANGE);
        return new Example(source, index, excerpt(before, from), excerpt(after, from));
    }

    /** The beginning of a text. */
    static String excerpt(String text) {
        return excerpt(text, 0);
    }

    private static String excerpt(String text, int from) {
        int start = insidePair(text, from) ? from - 1 : from;
        int end = Math.min(text.length(), start + EXCERPT);
        end = insidePair(text, end) ? end - 1 : end;
        return (start > 0 ? "…" : "") + text.substring(start, Math.max(start, end)) + (end < text.length() ? "…" : "");
    }

    private static boolean insidePair(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
    }

    Example moved(long by) {
        return new Example(source, index + by, before, after);
    }
}
