package org.steelworks.data.text;

/**
 * Replaces what {@code [A-Za-z0-9.\-+_]+@[a-z0-9.\-+_]+\.[a-z]+} matches, from left to right, in one pass without a
 * backtracking engine: each {@code @} is looked at once, its local part reaches back to the last match or {@code @} at
 * most. Immutable.
 */
public final class EmailScanner {
    private final String replacement;

    /** @param replacement put literally where an address was */
    public EmailScanner(String replacement) {
        this.replacement = replacement;
    }

    /** The text without addresses; the argument itself when there is none. */
    public String replace(String text) {
        StringBuilder out = null;
        int copied = 0;
        for (int sign = text.indexOf('@'); sign >= 0; sign = text.indexOf('@', sign + 1)) {
            int start = sign;
            while (start > copied && isLocal(text.charAt(start - 1))) {
                start--;
            }
            int end = start == sign ? -1 : domainEnd(text, sign + 1);
            if (end >= 0) {
                if (out == null) {
                    out = new StringBuilder(text.length());
                }
                out.append(text, copied, start).append(replacement);
                copied = end;
                sign = end - 1;
            }
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    /** End of the greedy match of {@code D+ \. [a-z]+} at {@code from}, where D is the domain's class; -1 if none. */
    private static int domainEnd(String text, int from) {
        int run = from;
        while (run < text.length() && isDomain(text.charAt(run))) {
            run++;
        }
        for (int dot = run - 2; dot > from; dot--) {
            if (text.charAt(dot) == '.' && isLower(text.charAt(dot + 1))) {
                int end = dot + 2;
                while (end < run && isLower(text.charAt(end))) {
                    end++;
                }
                return end;
            }
        }
        return -1;
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDomain(char c) {
        return isLower(c) || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == '_';
    }

    private static boolean isLocal(char c) {
        return isDomain(c) || c >= 'A' && c <= 'Z';
    }
}
