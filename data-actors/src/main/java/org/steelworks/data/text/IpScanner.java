package org.steelworks.data.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces IPv4 addresses and full IPv6 addresses, wherever they stand: no boundary is asked for, so digits around an
 * address stay. One pass: the pattern is tried only where the next characters can begin an address. Immutable.
 */
public final class IpScanner {
    private static final String OCTET = "(?:1[0-9][0-9]|2[0-4][0-9]|25[0-5]|[1-9][0-9]|[0-9])";
    private static final String DOTTED = "(?:1[0-9][0-9]\\.|2[0-4][0-9]\\.|25[0-5]\\.|[1-9][0-9]\\.|[0-9]\\.)";
    /** Decimal digits of any script count in the hexadecimal groups. */
    private static final String GROUP = "[\\p{Nd}a-fA-F]{1,4}";

    private static final Pattern ADDRESS = Pattern.compile(DOTTED + "{3}" + OCTET + "|(?:" + GROUP + ":){7}" + GROUP);

    /** Characters of the longest first part. */
    private static final int PART = 4;

    private final String replacement;

    /** @param replacement put literally where an address was */
    public IpScanner(String replacement) {
        this.replacement = replacement;
    }

    /** The text without addresses; the argument itself when there is none. */
    public String replace(String text) {
        Matcher matcher = null;
        StringBuilder out = null;
        int copied = 0;
        for (int i = 0; i < text.length(); ) {
            if (!canBegin(text, i)) {
                i += Character.charCount(text.codePointAt(i));
                continue;
            }
            matcher = matcher == null ? ADDRESS.matcher(text) : matcher;
            if (matcher.region(i, text.length()).lookingAt()) {
                out = out == null ? new StringBuilder(text.length()) : out;
                out.append(text, copied, i).append(replacement);
                copied = matcher.end();
                i = copied;
            } else {
                i += Character.charCount(text.codePointAt(i));
            }
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    /** Whether one to four digits, of either base, stand at {@code from} before a dot or colon. */
    private static boolean canBegin(String text, int from) {
        int i = from;
        for (int part = 0; part < PART && i < text.length(); part++) {
            int codePoint = text.codePointAt(i);
            if (!isHexadecimal(codePoint)) {
                break;
            }
            i += Character.charCount(codePoint);
        }
        return i > from && i < text.length() && (text.charAt(i) == '.' || text.charAt(i) == ':');
    }

    private static boolean isHexadecimal(int c) {
        return c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' || PythonCharacters.isDigit(c);
    }
}
