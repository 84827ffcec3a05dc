package org.steelworks.data.document;

/**
 * A record that could not become a {@link Document}: it goes to the quarantine with its place and cause.
 *
 * @param source the raw file, relative to the input root
 * @param line line number in the file, from 1; 0 where the format has no lines
 * @param reason what is wrong and what was expected, one sentence
 * @param excerpt the first characters of the offending record, at most {@value #EXCERPT_CHARS}
 */
public record Reject(String source, long line, String reason, String excerpt) {
    /** Longest excerpt kept, in UTF-16 units. */
    public static final int EXCERPT_CHARS = 200;

    public Reject {
        if (excerpt.length() > EXCERPT_CHARS) {
            int end = Character.isHighSurrogate(excerpt.charAt(EXCERPT_CHARS - 1)) ? EXCERPT_CHARS - 1 : EXCERPT_CHARS;
            excerpt = excerpt.substring(0, end);
        }
    }
}
