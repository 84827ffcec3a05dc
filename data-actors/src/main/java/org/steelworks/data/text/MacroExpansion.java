package org.steelworks.data.text;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Replaces LaTeX macros without arguments by their definitions. All {@code \newcommand} definitions count before all
 * {@code \def}; a later definition of a name replaces the value of the earlier in its place. Macros are expanded one
 * after the other over the whole text, their definitions included. A text whose macros would cost more than a fixed number of
 * passes, or make it many times longer, is refused: definitions of definitions can double a text with every line.
 */
public final class MacroExpansion {
    private static final String COMMAND = "\\newcommand";
    private static final String DEFINITION = "\\def";

    /** Times that all of a text may be read; a short text may be read more often. */
    private static final int PASSES = 1024;

    private static final long LEAST_WORK = 1 << 26;

    /** Times its length that a text may get; a short text may get longer. */
    private static final int GROWTH = 16;

    private static final int LEAST_LENGTH = 1 << 20;

    private MacroExpansion() {}

    /**
     * The expanded text; the argument itself when nothing changes.
     *
     * @throws IllegalArgumentException where expanding would take too long or too much memory
     */
    public static String expand(String text) {
        Map<String, String> macros = new LinkedHashMap<>();
        collect(text, COMMAND, macros);
        collect(text, DEFINITION, macros);
        String expanded = text;
        long work = Math.max(LEAST_WORK, (long) PASSES * text.length());
        int longest = (int) Math.min(Integer.MAX_VALUE >> 1, Math.max(LEAST_LENGTH, (long) GROWTH * text.length()));
        for (Map.Entry<String, String> macro : macros.entrySet()) {
            work -= expanded.length();
            if (work < 0) {
                throw new IllegalArgumentException(
                        macros.size() + " macros in " + text.length() + " characters take too long to expand");
            }
            expanded = replace(expanded, macro.getKey(), macro.getValue(), longest);
        }
        return expanded;
    }

    private static void collect(String text, String keyword, Map<String, String> macros) {
        int lineFrom = 0;
        int lineEnd = -1;
        for (int at = text.indexOf(keyword); at >= 0; ) {
            int nameStart = keyword.equals(COMMAND) ? commandName(text, at) : spaces(text, at + keyword.length());
            int nameEnd = nameEnd(text, nameStart);
            int open = nameEnd < 0 ? -1 : keyword.equals(COMMAND) ? behind(text, nameEnd, '}') : spaces(text, nameEnd);
            int valueStart = behind(text, open, '{');
            // many definitions may stand in one long line, whose end is looked for once
            if (valueStart >= 0 && (valueStart < lineFrom || valueStart > lineEnd)) {
                int feed = text.indexOf('\n', valueStart);
                lineFrom = valueStart;
                lineEnd = feed < 0 ? text.length() : feed;
            }
            // only the line's last character can close the value
            int valueEnd = lineEnd - 1;
            boolean defined = valueStart >= 0 && valueEnd >= valueStart && text.charAt(valueEnd) == '}';
            if (defined) {
                macros.put(text.substring(nameStart, nameEnd), text.substring(valueStart, valueEnd));
            }
            at = text.indexOf(keyword, defined ? valueEnd + 1 : at + 1);
        }
    }

    /** Behind {@code \newcommand{} or {@code \newcommand*{}; -1 if neither. */
    private static int commandName(String text, int at) {
        int brace = at + COMMAND.length();
        int star = behind(text, brace, '*');
        return behind(text, star < 0 ? brace : star, '{');
    }

    /** The place behind a character, if that stands there, else -1. */
    private static int behind(String text, int at, char c) {
        return at >= 0 && at < text.length() && text.charAt(at) == c ? at + 1 : -1;
    }

    private static int spaces(String text, int from) {
        int at = from;
        while (at < text.length() && PythonCharacters.isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** End of a backslash and at least one letter or digit; -1 if there is none. */
    private static int nameEnd(String text, int start) {
        int first = behind(text, start, '\\');
        int end = first;
        while (end >= 0 && end < text.length() && isNameCharacter(text.charAt(end))) {
            end++;
        }
        return end > first ? end : -1;
    }

    private static boolean isNameCharacter(char c) {
        return PythonCharacters.isAsciiLetter(c) || c >= '0' && c <= '9';
    }

    /** A name counts where no letter or digit follows; at the end of the text it does not. */
    private static String replace(String text, String name, String value, int longest) {
        StringBuilder out = null;
        int copied = 0;
        for (int at = text.indexOf(name); at >= 0; ) {
            int end = at + name.length();
            boolean whole = end < text.length() && !isNameCharacter(text.charAt(end));
            if (whole) {
                out = out == null ? new StringBuilder(text.length()) : out;
                if (out.length() + (long) (at - copied) + value.length() > longest) {
                    throw new IllegalArgumentException("its macros expand to more than " + longest + " characters");
                }
                out.append(text, copied, at).append(value);
                copied = end;
            }
            at = text.indexOf(name, whole ? end + 1 : at + 1);
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }
}
