package org.steelworks.data.text;

import com.ibm.icu.text.Normalizer2;

/**
 * The repairs of single characters, in ftfy 6's order: C1 controls to windows-1252, Latin ligatures apart, full- and
 * half-width forms to the usual width, curly quotes straight, line breaks to line feeds, lone surrogates to U+FFFD,
 * terminal escapes and control characters away. All but the escapes act on one character, so they are one table.
 */
final class CharacterRepair {
    private static final char ESCAPE = '\u001B';
    private static final String DELETED = "";

    /** What each character becomes; null for itself. Filled in the order of the repairs, each over the last. */
    private static final String[] TABLE = new String[0x10000];

    static {
        for (char c = 0x80; c <= 0x9F; c++) {
            set(c, String.valueOf(windows1252(c)));
        }
        addLigatures();
        addWidths();
        for (int c = 0; c < TABLE.length; c++) {
            if (TABLE[c] != null) {
                set((char) c, uncurl(TABLE[c]));
            }
        }
        CharRanges.each("2BC 2018-201F", c -> set(c, uncurl(String.valueOf(c))));
        CharRanges.each("D 2028 2029", c -> TABLE[c] = "\n");
        CharRanges.each("0-8 B E-1F 7F 206A-206F FEFF FFF9-FFFC", c -> TABLE[c] = DELETED);
    }

    private CharacterRepair() {}

    private static void set(char c, String value) {
        TABLE[c] = value.length() == 1 && value.charAt(0) == c ? null : value;
    }

    private static void addLigatures() {
        String[] pairs = {
            "\u0132", "IJ", "\u0133", "ij", "\u0149", "\u02BCn", "\u01F1", "DZ", "\u01F2", "Dz", "\u01F3", "dz",
            "\u01C4", "D\u017D", "\u01C5", "D\u017E", "\u01C6", "d\u017E", "\u01C7", "LJ", "\u01C8", "Lj", "\u01C9",
            "lj", "\u01CA", "NJ", "\u01CB", "Nj", "\u01CC", "nj", "\uFB00", "ff", "\uFB01", "fi", "\uFB02", "fl",
            "\uFB03", "ffi", "\uFB04", "ffl", "\uFB05", "\u017Ft", "\uFB06", "st"
        };
        for (int i = 0; i < pairs.length; i += 2) {
            set(pairs[i].charAt(0), pairs[i + 1]);
        }
    }

    private static void addWidths() {
        set('\u3000', " ");
        Normalizer2 nfkc = Normalizer2.getNFKCInstance();
        for (char c = 0xFF01; c <= 0xFFEF; c++) {
            set(c, nfkc.normalize(String.valueOf(c)));
        }
    }

    private static String uncurl(String value) {
        StringBuilder out = new StringBuilder(value);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c >= 0x201C && c <= 0x201F) {
                out.setCharAt(i, '"');
            } else if (c == 0x02BC || c >= 0x2018 && c <= 0x201B) {
                out.setCharAt(i, '\'');
            }
        }
        return out.toString();
    }

    /** Whether {@link #repair} changes the character wherever it stands. */
    static boolean changes(char c) {
        return TABLE[c] != null;
    }

    /** The windows-1252 character of a byte 80 to 9F; the five unassigned ones stay what they are. */
    static char windows1252(char c1) {
        return SingleByteEncoding.WINDOWS_1252.upperHalf().charAt(c1 - 0x80);
    }

    /** The text with C1 controls as windows-1252; the argument itself when nothing changes. */
    static String replaceC1(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 && c <= 0x9F && windows1252(c) != c) {
                if (out == null) {
                    out = new StringBuilder(text);
                }
                out.setCharAt(i, windows1252(c));
            }
        }
        return out == null ? text : out.toString();
    }

    /** The repaired text; the argument itself when nothing changes. */
    static String repair(String text) {
        char[] chars = text.toCharArray();
        int start = 0;
        while (start < chars.length && !changesAt(chars, start)) {
            start++;
        }
        if (start == chars.length) {
            return text;
        }
        // Escapes go after the width repair, which can complete one, and before the controls, of which ESC is one.
        boolean escapes = text.indexOf(ESCAPE, start) >= 0;
        CharBuilder out = new CharBuilder(chars.length + 16);
        out.append(chars, 0, start);
        for (int i = start; i < chars.length; i++) {
            char c = chars[i];
            String value = TABLE[c];
            if (c == '\r' && i + 1 < chars.length && chars[i + 1] == '\n') {
                continue;
            }
            if (Character.isSurrogate(c)) {
                boolean pair = i + 1 < chars.length && Character.isSurrogatePair(c, chars[i + 1]);
                out.append(pair ? c : SingleByteEncoding.LOST);
                if (pair) {
                    out.append(chars[++i]);
                }
            } else if (value == null || escapes && value.isEmpty()) {
                out.append(c);
            } else if (value.length() == 1) {
                out.append(value.charAt(0));
            } else {
                out.append(value);
            }
        }
        String repaired = out.toString();
        return escapes ? withoutControls(withoutEscapes(repaired)) : repaired;
    }

    private static boolean changesAt(char[] chars, int i) {
        char c = chars[i];
        if (!Character.isSurrogate(c)) {
            return TABLE[c] != null;
        }
        return Character.isHighSurrogate(c)
                ? i + 1 == chars.length || !Character.isLowSurrogate(chars[i + 1])
                : i == 0 || !Character.isHighSurrogate(chars[i - 1]);
    }

    /** Deletes {@code ESC [}, digits and semicolons, a letter. */
    private static StringBuilder withoutEscapes(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = text.charAt(i) == ESCAPE ? escapeEnd(text, i) : i;
            if (end == i) {
                out.append(text.charAt(i));
                end = i + 1;
            }
            i = end;
        }
        return out;
    }

    private static int escapeEnd(String text, int escape) {
        int at = escape + 1;
        if (at >= text.length() || text.charAt(at) != '[') {
            return escape;
        }
        at++;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            if (codePoint != ';' && !PythonCharacters.isDigit(codePoint)) {
                return PythonCharacters.isAsciiLetter(codePoint) ? at + 1 : escape;
            }
            at += Character.charCount(codePoint);
        }
        return escape;
    }

    private static String withoutControls(StringBuilder text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            String value = TABLE[text.charAt(i)];
            if (value == null || !value.isEmpty()) {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }
}
