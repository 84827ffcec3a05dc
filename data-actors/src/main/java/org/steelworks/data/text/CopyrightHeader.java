package org.steelworks.data.text;

/**
 * Takes the copyright header off source code: the first C comment if it speaks of copyright, or, where there is no such
 * comment at all, every line at the beginning that is empty or a line comment.
 */
public final class CopyrightHeader {
    private static final String WORD = "copyright";

    private CopyrightHeader() {}

    /** The text without its header; the argument itself when nothing changes. */
    public static String remove(String text) {
        int open = text.indexOf("/*");
        int close = open < 0 ? -1 : text.indexOf("*/", open + 2);
        if (close >= 0) {
            int end = close + 2;
            return speaksOfCopyright(text, open, end) ? text.substring(0, open) + text.substring(end) : text;
        }
        int start = 0;
        while (!text.isEmpty() && start <= text.length() && isSkipped(text, start)) {
            int feed = text.indexOf('\n', start);
            if (feed < 0) {
                return "";
            }
            start = feed + 1;
        }
        return start == 0 ? text : text.substring(start);
    }

    private static boolean isSkipped(String text, int at) {
        return at == text.length()
                || text.charAt(at) == '\n'
                || text.charAt(at) == '#'
                || text.startsWith("//", at)
                || text.startsWith("--", at);
    }

    private static boolean speaksOfCopyright(String text, int from, int to) {
        for (int i = from; i + WORD.length() <= to; i++) {
            int same = 0;
            while (same < WORD.length() && folded(text.charAt(i + same)) == WORD.charAt(same)) {
                same++;
            }
            if (same == WORD.length()) {
                return true;
            }
        }
        return false;
    }

    /** As Python's {@code re.IGNORECASE} compares: the dotted capital and the dotless small i are i too. */
    private static char folded(char c) {
        if (c >= 'A' && c <= 'Z') {
            return (char) (c + 'a' - 'A');
        }
        return c == '\u0130' || c == '\u0131' ? 'i' : c;
    }
}
