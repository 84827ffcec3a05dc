package org.steelworks.data.text;

/**
 * Cuts a line into sentences as Data-Juicer does: four rules, one after the other, put a line feed behind an end of
 * sentence unless a closing quotation mark follows. The character behind is consumed with it, so that of two ends side
 * by side the second is seen by a later rule only.
 */
public final class SentenceSplitter {
    private static final String ENDS = ".\u3002!\uFF01\uFF1F?";
    /** The original's class for an end before a quotation mark holds the marks of its repetitions too. */
    private static final String ENDS_BEFORE_QUOTE = ENDS + "{6}\u20262";

    private static final byte END = 1;
    private static final byte QUOTE = 2;
    private static final byte ELLIPSIS = 4;
    private static final byte[] MARKS = new byte[0x10000];

    static {
        ENDS.chars().forEach(c -> MARKS[c] |= END);
        MARKS['\u2019'] |= QUOTE;
        MARKS['\u201D'] |= QUOTE;
        MARKS['\u2026'] |= ELLIPSIS;
    }

    private SentenceSplitter() {}

    /** Takes the sentences of a line one after the other; together they are the line. */
    public interface Sink {
        /** A sentence: the characters of {@code [from, to)}. */
        void accept(char[] characters, int from, int to);
    }

    /** Length of an end of sentence at a place, or 0. */
    private interface End {
        int length(CharSequence text, int at);
    }

    /** @param line the characters of {@code [from, to)}, none a line feed */
    public static void each(char[] line, int from, int to, Sink sink) {
        int marks = 0;
        int dots = 0;
        for (int i = from; i < to; i++) {
            marks |= MARKS[line[i]];
            dots = line[i] == '.' ? dots + 1 : 0;
            marks |= dots >= 6 ? ELLIPSIS : 0;
        }
        if ((marks & (QUOTE | ELLIPSIS)) != 0) {
            inFourPasses(new String(line, from, to - from), sink);
        } else if ((marks & END) == 0) {
            sink.accept(line, from, to);
        } else {
            inOnePass(line, from, to, sink);
        }
    }

    /** Without quotation marks and repeated marks only the first rule has an effect. */
    private static void inOnePass(char[] line, int from, int to, Sink sink) {
        int start = from;
        for (int i = from; i + 1 < to; i++) {
            if (MARKS[line[i]] == END) {
                sink.accept(line, start, i + 1);
                start = i + 1;
                i++;
            }
        }
        sink.accept(line, start, to);
    }

    private static void inFourPasses(String line, Sink sink) {
        String cut = split(line, (text, at) -> MARKS[text.charAt(at)] == END ? 1 : 0);
        cut = split(cut, (text, at) -> run(text, at, '.', 6));
        cut = split(cut, (text, at) -> run(text, at, '\u2026', 2));
        cut = split(cut, SentenceSplitter::quoted);
        char[] characters = cut.toCharArray();
        int start = 0;
        for (int i = 0; i <= characters.length; i++) {
            if (i == characters.length || characters[i] == '\n') {
                sink.accept(characters, start, i);
                start = i + 1;
            }
        }
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
                && MARKS[text.charAt(at + 1)] == QUOTE
                && ENDS_BEFORE_QUOTE.indexOf(text.charAt(at)) >= 0;
        return ends ? 2 : 0;
    }

    private static String split(String text, End end) {
        StringBuilder out = null;
        int copied = 0;
        for (int i = 0; i < text.length(); ) {
            int behind = i + end.length(text, i);
            if (behind > i && behind < text.length() && MARKS[text.charAt(behind)] != QUOTE) {
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
