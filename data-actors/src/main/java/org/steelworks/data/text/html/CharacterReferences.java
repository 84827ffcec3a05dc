package org.steelworks.data.text.html;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jsoup.nodes.Entities;

/**
 * Turns the raw bytes of a text token into its text: line ends become {@code \n}, and character references are decoded
 * by HTML5's rules for text. Two habits of the engine are kept: a carriage return right before a reference swallows the
 * line feed right behind it, and a token that ends inside a longer name loses what follows the shorter one
 * ({@code &noti} is {@code ¬}).
 */
final class CharacterReferences {
    static final int REPLACEMENT = 0xFFFD;

    private static final int LONGEST_NAME = 32;
    private static final int LONGEST_LEGACY_NAME = 6;
    private static final int TOO_LARGE = Character.MAX_CODE_POINT + 1;
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** HTML5's names that begin with a name valid without a semicolon. */
    private static final List<String> LONGER_NAMES =
            List.of(("centerdot copysr divideontimes gtcc gtcir gtdot gtlPar gtquest gtrapprox gtrarr gtrdot "
                            + "gtreqless gtreqqless gtrless gtrsim ltcc ltcir ltdot lthree ltimes ltlarr ltquest "
                            + "ltrPar ltri ltrie ltrif notin notinE notindot notinva notinvb notinvc notni notniva "
                            + "notnivb notnivc parallel timesb timesbar timesd")
                    .split(" "));

    static {
        // jsoup fills its table of two-character values while it looks up the first name, too late for that name.
        Entities.getByName("amp");
    }

    private final byte[] html;
    private final int to;
    private final boolean keepNuls;
    private final ByteBuilder out;
    private boolean afterReturn;

    private CharacterReferences(byte[] html, int from, int to, boolean keepNuls) {
        this.html = html;
        this.to = to;
        this.keepNuls = keepNuls;
        out = new ByteBuilder(to - from);
    }

    /** The text of {@code html[from, to)} with references decoded; NULs become U+FFFD unless kept. */
    static TokenText decode(byte[] html, int from, int to, boolean keepNuls) {
        if (isPlain(html, from, to)) {
            return new TokenText(Arrays.copyOfRange(html, from, to));
        }
        CharacterReferences text = new CharacterReferences(html, from, to, keepNuls);
        text.run(from);
        return new TokenText(text.out.toArray());
    }

    /** The text of {@code html[from, to)} where {@code &} has no meaning; NULs become U+FFFD. */
    static TokenText plain(byte[] html, int from, int to) {
        CharacterReferences text = new CharacterReferences(html, from, to, false);
        text.copy(from, to);
        return new TokenText(text.out.toArray());
    }

    /** Whether nothing changes. */
    private static boolean isPlain(byte[] html, int from, int to) {
        for (int at = from; at < to; at++) {
            byte b = html[at];
            if (b == '&' || b == '\r' || b == 0) {
                return false;
            }
        }
        return true;
    }

    private void run(int from) {
        int copied = from;
        for (int at = from; at < to; ) {
            if (html[at] != '&') {
                at++;
            } else {
                copy(copied, at);
                copied = reference(at);
                at = copied;
            }
        }
        copy(copied, to);
    }

    /** Appends bytes with line ends as {@code \n}. */
    private void copy(int from, int end) {
        int at = afterReturn && from < end && html[from] == '\n' ? from + 1 : from;
        if (at == end) {
            return;
        }
        afterReturn = html[end - 1] == '\r';
        int run = at;
        for (; at < end; at++) {
            byte b = html[at];
            if (b == '\r') {
                out.append(html, run, at);
                out.append('\n');
                at += at + 1 < end && html[at + 1] == '\n' ? 1 : 0;
                run = at + 1;
            } else if (b == 0 && !keepNuls) {
                out.append(html, run, at);
                out.appendCodePoint(REPLACEMENT);
                run = at + 1;
            }
        }
        out.append(html, run, end);
    }

    /** Appends what stands at an ampersand; where to go on. */
    private int reference(int ampersand) {
        int mark = out.size();
        out.append('&');
        int at = ampersand + 1;
        if (at == to) {
            return at;
        }
        if (html[at] == '#') {
            out.append('#');
            return numeric(at + 1, mark);
        }
        return AsciiBytes.isLetter(html[at]) ? named(at, mark) : at;
    }

    private int numeric(int from, int mark) {
        int first = from;
        int radix = 10;
        if (first < to && (html[first] == 'x' || html[first] == 'X')) {
            out.append(html[first]);
            first++;
            radix = 16;
        }
        int value = 0;
        int at = first;
        while (at < to && Character.digit((char) (html[at] & 0xFF), radix) >= 0 && html[at] > 0) {
            value = Math.min(TOO_LARGE, value * radix + Character.digit((char) html[at], radix));
            at++;
        }
        if (at == first) {
            return first;
        }
        out.truncate(mark);
        out.appendCodePoint(codePoint(value));
        return at < to && html[at] == ';' ? at + 1 : at;
    }

    private static int codePoint(int number) {
        if (number >= 0x80 && number <= 0x9F) {
            int c = new String(new byte[] {(byte) number}, WINDOWS_1252).charAt(0);
            return c == REPLACEMENT ? number : c;
        }
        boolean lost = number == 0 || number >= 0xD800 && number <= 0xDFFF || number == TOO_LARGE;
        return lost ? REPLACEMENT : number;
    }

    private int named(int from, int mark) {
        int end = from;
        while (end < to && end - from < LONGEST_NAME && AsciiBytes.isLetterOrDigit(html[end])) {
            end++;
        }
        String run = new String(html, from, end - from, StandardCharsets.ISO_8859_1);
        if (end < to && html[end] == ';') {
            String value = Entities.getByName(run);
            if (!value.isEmpty()) {
                replace(mark, value);
                return end + 1;
            }
        }
        for (int length = Math.min(LONGEST_LEGACY_NAME, run.length()); length > 1; length--) {
            String name = run.substring(0, length);
            if (Entities.isBaseNamedEntity(name)) {
                replace(mark, Entities.getByName(name));
                return end == to && startsLongerName(run) ? to : from + length;
            }
        }
        // The first letter is copied apart from what follows, so that a line feed behind it is still "after" a return.
        out.append(html[from]);
        return from + 1;
    }

    private static boolean startsLongerName(String run) {
        return LONGER_NAMES.stream().anyMatch(name -> name.startsWith(run));
    }

    private void replace(int mark, String value) {
        out.truncate(mark);
        value.codePoints().forEach(out::appendCodePoint);
    }
}
