package org.steelworks.data.text;

import java.util.Arrays;
import java.util.List;

/**
 * Cuts a line into sentences as Data-Juicer does: four rules, one after the other, put a line feed behind an end of
 * sentence unless a closing quotation mark follows. The character behind is consumed with it, so that of two ends side
 * by side the second is seen by a later rule only.
 */
public final class SentenceSplitter {
    private static final String QUOTES = "\u2019\u201D";
    private static final String ENDS = ".\u3002!\uFF01\uFF1F?";
    /** The original's class for an end before a quotation mark holds the marks of its repetitions too. */
    private static final String ENDS_BEFORE_QUOTE = ENDS + "{6}\u20262";

    private SentenceSplitter() {}

    /** Length of an end of sentence at a place, or 0. */
    private interface End {
        int length(CharSequence text, int at);
    }

    /** The sentences; together they are the line, which has no line feed. */
    public static List<String> sentences(String line) {
        String cut = split(line, (text, at) -> ENDS.indexOf(text.charAt(at)) >= 0 ? 1 : 0);
        cut = split(cut, (text, at) -> run(text, at, '.', 6));
        cut = split(cut, (text, at) -> run(text, at, '\u2026', 2));
        cut = split(cut, SentenceSplitter::quoted);
        return Arrays.asList(cut.split("\n", -1));
    }

    private static int run(CharSequence text, int at, char c, int length) {
        for (int i = at; i < at + length; i++) {
            if (i >= text.length() || text.charAt(i) != c) {
                return 0;
            }
        }
        return length;
    }

    private static int quoted(CharSequence text, int at) {
        boolean ends = at + 1 < text.length()
                && ENDS_BEFORE_QUOTE.indexOf(text.charAt(at)) >= 0
                && QUOTES.indexOf(text.charAt(at + 1)) >= 0;
        return ends ? 2 : 0;
    }

    private static String split(String text, End end) {
        StringBuilder out = null;
        int copied = 0;
        for (int i = 0; i < text.length(); ) {
            int behind = i + end.length(text, i);
            if (behind > i && behind < text.length() && QUOTES.indexOf(text.charAt(behind)) < 0) {
                out = out == null ? new StringBuilder(text.length() + 16) : out;
                out.append(text, copied, behind).append('\n');
                copied = behind;
                i = behind + 1;
            } else {
                i++;
            }
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }
}
