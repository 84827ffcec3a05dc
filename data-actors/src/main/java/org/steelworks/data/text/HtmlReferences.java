package org.steelworks.data.text;

import java.util.Locale;
import org.jsoup.nodes.Entities;

/**
 * Decodes HTML character references that end in a semicolon: the names of HTML5, these names in capitals where HTML
 * gives the capitals no meaning of their own, and numbers by the rules of HTML5. Anything else is left as it stands. The
 * table of names is jsoup's copy of HTML5's; all its names, as they are and in capitals, were compared with ftfy 6.3.1.
 */
final class HtmlReferences {
    private static final int LONGEST = 24;
    private static final int UNDEFINED = -1;
    private static final int DELETED = -2;

    static {
        // jsoup fills its table of two-character values while it looks up the first name, too late for that name.
        Entities.getByName("amp");
    }

    private HtmlReferences() {}

    /** The decoded text; the argument itself when nothing changes. */
    static String decode(String text) {
        StringBuilder out = null;
        int copied = 0;
        for (int start = text.indexOf('&'); start >= 0; start = text.indexOf('&', start + 1)) {
            int semicolon = semicolon(text, start);
            String value = semicolon < 0 ? null : value(text, start + 1, semicolon);
            if (value != null) {
                if (out == null) {
                    out = new StringBuilder(text.length());
                }
                out.append(text, copied, start).append(value);
                copied = semicolon + 1;
                start = semicolon;
            }
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    /** Where the reference that starts at {@code ampersand} ends: 1 to 24 letters or digits, then a semicolon. */
    private static int semicolon(String text, int ampersand) {
        int first = ampersand + 1;
        if (first < text.length() && text.charAt(first) == '#') {
            first++;
        }
        int at = first;
        while (at < text.length() && at <= first + LONGEST && isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        boolean ended = at < text.length() && text.charAt(at) == ';';
        return ended && at > first && at - first <= LONGEST ? at : -1;
    }

    private static boolean isLetterOrDigit(char c) {
        return PythonCharacters.isAsciiLetter(c) || c >= '0' && c <= '9';
    }

    private static String value(String text, int from, int to) {
        if (text.charAt(from) != '#') {
            return named(text.substring(from, to));
        }
        int codePoint = numeric(text, from + 1, to);
        // A reference to the semicolon itself stays: the original takes the semicolon for an undecoded rest.
        if (codePoint == UNDEFINED || codePoint == ';') {
            return null;
        }
        return codePoint == DELETED ? "" : Character.toString(codePoint);
    }

    private static String named(String name) {
        String value = Entities.getByName(name);
        if (!value.isEmpty()) {
            return value;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.equals(lower) || !name.equals(lower.toUpperCase(Locale.ROOT)) || startsLikeLegacyName(name)) {
            return null;
        }
        String lowerValue = Entities.getByName(lower);
        return lowerValue.isEmpty() ? null : lowerValue.toUpperCase(Locale.ROOT);
    }

    /** HTML itself decodes a name that begins with one of the names valid without a semicolon. */
    private static boolean startsLikeLegacyName(String name) {
        for (int length = 2; length <= name.length(); length++) {
            if (Entities.isBaseNamedEntity(name.substring(0, length))) {
                return true;
            }
        }
        return false;
    }

    private static int numeric(String text, int from, int to) {
        boolean hex = text.charAt(from) == 'x' || text.charAt(from) == 'X';
        int radix = hex ? 16 : 10;
        int first = hex ? from + 1 : from;
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                return UNDEFINED;
            }
            value = Math.min(value * radix + digit, Integer.MAX_VALUE);
        }
        return first == to ? UNDEFINED : defined((int) value);
    }

    private static int defined(int number) {
        if (number == 0 || number >= 0xD800 && number <= 0xDFFF || number > Character.MAX_CODE_POINT) {
            return SingleByteEncoding.LOST;
        }
        if (number >= 0x80 && number <= 0x9F) {
            return CharacterRepair.windows1252((char) number);
        }
        boolean control = number < 0x20 && number != '\t' && number != '\n' && number != '\f' && number != '\r';
        boolean nonCharacter = number >= 0xFDD0 && number <= 0xFDEF || (number & 0xFFFE) == 0xFFFE;
        return control || number == 0x7F || nonCharacter ? DELETED : number;
    }
}
