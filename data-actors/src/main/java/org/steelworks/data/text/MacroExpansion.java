package org.steelworks.data.text;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Replaces LaTeX macros without arguments by their definitions. All {@code \newcommand} definitions count before all
 * {@code \def}; a later definition of a name replaces the value of the earlier in its place. Macros are expanded one
 * after the other over the whole text, their definitions included.
 */
public final class MacroExpansion {
    private static final String COMMAND = "\\newcommand";
    private static final String DEFINITION = "\\def";

    private MacroExpansion() {}

    /** The expanded text; the argument itself when nothing changes. */
    public static String expand(String text) {
        Map<String, String> macros = new LinkedHashMap<>();
        collect(text, COMMAND, macros);
        collect(text, DEFINITION, macros);
        String expanded = text;
        for (Map.Entry<String, String> macro : macros.entrySet()) {
            expanded = replace(expanded, macro.getKey(), macro.getValue());
        }
        return expanded;
    }

    private static void collect(String text, String keyword, Map<String, String> macros) {
        for (int at = text.indexOf(keyword); at >= 0; ) {
            int nameStart = keyword.equals(COMMAND) ? commandName(text, at) : spaces(text, at + keyword.length());
            int nameEnd = nameEnd(text, nameStart);
            int open = nameEnd < 0 ? -1 : keyword.equals(COMMAND) ? behind(text, nameEnd, '}') : spaces(text, nameEnd);
            int valueStart = behind(text, open, '{');
            int valueEnd = valueEnd(text, valueStart);
            if (valueEnd >= 0) {
                macros.put(text.substring(nameStart, nameEnd), text.substring(valueStart, valueEnd));
            }
            at = text.indexOf(keyword, valueEnd >= 0 ? valueEnd + 1 : at + 1);
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

    /** The closing brace at the end of the line; only the line's last character can be it. */
    private static int valueEnd(String text, int start) {
        if (start < 0) {
            return -1;
        }
        int feed = text.indexOf('\n', start);
        int last = (feed < 0 ? text.length() : feed) - 1;
        return last >= start && text.charAt(last) == '}' ? last : -1;
    }

    /** A name counts where no letter or digit follows; at the end of the text it does not. */
    private static String replace(String text, String name, String value) {
        StringBuilder out = null;
        int copied = 0;
        for (int at = text.indexOf(name); at >= 0; ) {
            int end = at + name.length();
            boolean whole = end < text.length() && !isNameCharacter(text.charAt(end));
            if (whole) {
                out = out == null ? new StringBuilder(text.length()) : out;
                out.append(text, copied, at).append(value);
                copied = end;
            }
            at = text.indexOf(name, whole ? end + 1 : at + 1);
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }
}
