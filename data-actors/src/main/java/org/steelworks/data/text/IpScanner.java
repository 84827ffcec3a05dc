package org.steelworks.data.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces IPv4 addresses and full IPv6 addresses, wherever they stand: no boundary is asked for, so digits around an
 * address stay. One pass: the pattern is tried only at digits before a dot or colon. Immutable.
 */
public final class IpScanner {
    private static final String OCTET = "(?:1[0-9][0-9]|2[0-4][0-9]|25[0-5]|[1-9][0-9]|[0-9])";
    private static final String DOTTED = "(?:1[0-9][0-9]\\.|2[0-4][0-9]\\.|25[0-5]\\.|[1-9][0-9]\\.|[0-9]\\.)";
    /** Decimal digits of any script count in the hexadecimal groups. */
    private static final String GROUP = "[\\p{Nd}a-fA-F]{1,4}";

    private static final Pattern ADDRESS = Pattern.compile(DOTTED + "{3}" + OCTET + "|(?:" + GROUP + ":){7}" + GROUP);

    private static final int GROUP_DIGITS = 4;

    private final String replacement;

    /** @param replacement put literally where an address was */
    public IpScanner(String replacement) {
        this.replacement = replacement;
    }

    /** The text without addresses; the argument itself when there is none. */
    public String replace(String text) {
        char[] chars = text.toCharArray();
        Matcher matcher = null;
        CharBuilder out = null;
        int copied = 0;
        for (int mark = nextMark(chars, 1); mark >= 0; mark = nextMark(chars, mark + 1)) {
            for (int start = groupStart(text, mark, copied); start < mark; start = text.offsetByCodePoints(start, 1)) {
                matcher = matcher == null ? ADDRESS.matcher(text) : matcher;
                if (matcher.region(start, text.length()).lookingAt()) {
                    out = out == null ? new CharBuilder(chars.length) : out;
                    out.append(chars, copied, start);
                    out.append(replacement);
                    copied = matcher.end();
                    break;
                }
            }
            mark = Math.max(mark, copied - 1);
        }
        if (out == null) {
            return text;
        }
        out.append(chars, copied, chars.length);
        return out.toString();
    }

    /** The next dot or colon with a digit of either base before and behind it; -1 if there is none. */
    private static int nextMark(char[] chars, int from) {
        for (int i = from; i + 1 < chars.length; i++) {
            char c = chars[i];
            if ((c == '.' || c == ':')
                    && isHexadecimal(Character.codePointAt(chars, i + 1))
                    && isHexadecimal(Character.codePointBefore(chars, i))) {
                return i;
            }
        }
        return -1;
    }

    /** Where the one to four digits before a mark begin, at {@code least} at the earliest. */
    private static int groupStart(String text, int mark, int least) {
        int start = mark;
        for (int digits = 0; digits < GROUP_DIGITS && start > least; digits++) {
            int codePoint = text.codePointBefore(start);
            if (!isHexadecimal(codePoint)) {
                break;
            }
            start -= Character.charCount(codePoint);
        }
        return start;
    }

    private static boolean isHexadecimal(int c) {
        return c >= '0' && c <= '9'
                || c >= 'a' && c <= 'f'
                || c >= 'A' && c <= 'F'
                || c >= 0x80 && PythonCharacters.isDigit(c);
    }
}
