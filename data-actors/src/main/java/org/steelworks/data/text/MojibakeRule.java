package org.steelworks.data.text;

import static org.steelworks.data.text.MojibakeClasses.BAD;
import static org.steelworks.data.text.MojibakeClasses.BOX;
import static org.steelworks.data.text.MojibakeClasses.C1;
import static org.steelworks.data.text.MojibakeClasses.COMMON;
import static org.steelworks.data.text.MojibakeClasses.CURRENCY;
import static org.steelworks.data.text.MojibakeClasses.END;
import static org.steelworks.data.text.MojibakeClasses.KAOMOJI;
import static org.steelworks.data.text.MojibakeClasses.LAW;
import static org.steelworks.data.text.MojibakeClasses.LOWER_ACCENTED;
import static org.steelworks.data.text.MojibakeClasses.LOWER_COMMON;
import static org.steelworks.data.text.MojibakeClasses.NUMERIC;
import static org.steelworks.data.text.MojibakeClasses.START;
import static org.steelworks.data.text.MojibakeClasses.UPPER_ACCENTED;
import static org.steelworks.data.text.MojibakeClasses.UPPER_COMMON;

/**
 * Whether text looks as if it had been decoded with the wrong encoding: ftfy 6's badness heuristic, a list of unlikely
 * neighbours, evaluated in one pass over the characters that have a class.
 */
final class MojibakeRule {
    /** Without one of these (or {@link #isRareSuspect}) nothing is bad. */
    private static final int SUSPECT =
            C1 | BAD | LAW | CURRENCY | START | END | NUMERIC | BOX | UPPER_ACCENTED | LOWER_ACCENTED;

    private static final int ACCENTED = UPPER_ACCENTED | LOWER_ACCENTED;
    private static final int BEFORE_BAD = ACCENTED | BOX | START | END | CURRENCY | NUMERIC | LAW;
    private static final int ARABIC_SECOND = COMMON | CURRENCY | BAD | NUMERIC | START;
    private static final int SCRIPT_SECOND = C1 | BAD | START | END | CURRENCY;
    private static final int NOTHING = -1;

    private MojibakeRule() {}

    /** Whether a text with this character can be bad at all. */
    static boolean isSuspect(char c) {
        return (MojibakeClasses.of(c) & SUSPECT) != 0 || isRareSuspect(c);
    }

    private static boolean isRareSuspect(char c) {
        return c == '\u0402' || c == '\u00B0';
    }

    static boolean isBad(String text) {
        return isBad(text, 0, text.length());
    }

    /** Whether {@code text[from, to)}, taken as a text of its own, is bad. */
    static boolean isBad(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            int own = MojibakeClasses.of(c);
            if ((own & C1) != 0) {
                return true;
            }
            if (own != 0 && i + 1 < to && isBadAt(text, from, to, i, own)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBadAt(String text, int from, int to, int i, int own) {
        char next = text.charAt(i + 1);
        int follower = MojibakeClasses.of(next);
        if (follower != 0 && (badFollowers(own) & follower) != 0) {
            return true;
        }
        return isBadInContext(text, from, to, i, own)
                || isBadSpelling(text, to, i)
                || (own & UPPER_ACCENTED) != 0 && next == '\u00B0';
    }

    private static int badFollowers(int own) {
        int bad = (own & (BEFORE_BAD | BAD)) != 0 ? BAD : 0;
        if ((own & BAD) != 0) {
            bad |= BEFORE_BAD;
        }
        if ((own & (LOWER_ACCENTED | LOWER_COMMON | BOX | END | CURRENCY | NUMERIC)) != 0) {
            bad |= UPPER_ACCENTED;
        }
        if ((own & (BOX | END | CURRENCY | NUMERIC)) != 0) {
            bad |= LOWER_ACCENTED;
        }
        if ((own & (LOWER_ACCENTED | BOX | END)) != 0) {
            bad |= CURRENCY;
        }
        if ((own & (UPPER_ACCENTED | BOX)) != 0) {
            bad |= NUMERIC | LAW;
        }
        if ((own & (CURRENCY | NUMERIC | BOX)) != 0) {
            bad |= START;
        }
        if ((own & (ACCENTED | CURRENCY | NUMERIC | START | END | LAW)) != 0) {
            bad |= BOX;
        }
        return (own & BOX) != 0 ? bad | KAOMOJI | END : bad;
    }

    /** The rules that need a third character, or the one before. */
    private static boolean isBadInContext(String text, int from, int to, int i, int own) {
        int follower = MojibakeClasses.of(text.charAt(i + 1));
        int before = i > from ? text.charAt(i - 1) : NOTHING;
        if ((own & (LOWER_COMMON | UPPER_COMMON)) != 0
                && (follower & BAD) != 0
                && PythonCharacters.isAsciiLetter(before)) {
            return true;
        }
        if ((own & UPPER_ACCENTED) != 0) {
            boolean spaceBefore = before != NOTHING && PythonCharacters.isSpace((char) before);
            if (spaceBefore && (follower & CURRENCY) != 0
                    || isLower(before) && (follower & (START | CURRENCY)) != 0
                    || isLonelyA(text, from, i, before)) {
                return true;
            }
        }
        if (i + 2 >= to || (follower & (START | END)) == 0) {
            return false;
        }
        int third = MojibakeClasses.of(text.charAt(i + 2));
        return (own & (ACCENTED | BOX | CURRENCY | END)) != 0 && (follower & START) != 0 && (third & NUMERIC) != 0
                || (own & (ACCENTED | CURRENCY | NUMERIC | BOX | LAW)) != 0
                        && (follower & END) != 0
                        && (third & START) != 0
                || (own & ACCENTED) != 0 && isPythonWord(text, i + 2, to);
    }

    /** An A with tilde or circumflex that stands where a byte C3 or C2 would. */
    private static boolean isLonelyA(String text, int from, int i, int before) {
        char c = text.charAt(i);
        char next = text.charAt(i + 1);
        if (c != '\u00C3' && c != '\u00C2') {
            return false;
        }
        if (next == ' ') {
            boolean afterLower = isLower(before)
                    || i >= from + 2 && PythonCharacters.isSpace((char) before) && isLower(text.charAt(i - 2));
            if (before == NOTHING || afterLower) {
                return true;
            }
        }
        return c == '\u00C2'
                && before != NOTHING
                && (isLower(before) || ".,?!".indexOf(before) >= 0 || (MojibakeClasses.of((char) before) & END) != 0)
                && (next == ' ' || (MojibakeClasses.of(next) & (START | END)) != 0);
    }

    /** The rules that name single letters. */
    private static boolean isBadSpelling(String text, int to, int i) {
        char next = text.charAt(i + 1);
        return switch (text.charAt(i)) {
            case '\u0152', '\u0153' -> !PythonCharacters.isAsciiLetter(next);
            case '\u00C2', '\u00C3', '\u00CE', '\u00D0' ->
                in(
                                next,
                                "\u20AC\u0153\u0160\u0161\u00A2\u00A3\u0178\u017E\u00A0\u00AD\u00AE\u00A9\u00B0\u00B7\u00BB"
                                        + "\u2013\u2014\u00B4")
                        || (MojibakeClasses.of(next) & (START | END)) != 0;
            case '\u00D7' -> in(next, "\u00B2\u00B3");
            case '\u00D8', '\u00D9' -> isArabicPair(text, to, i) && isArabicPair(text, to, i + 2);
            case '\u00E0' -> in(next, "\u00B2\u00B5\u00B9\u00BC\u00BD\u00BE");
            case '\u221A' -> in(next, "\u00B1\u2202\u2020\u2260\u00AE\u2122\u00B4\u2264\u2265\u00A5\u00B5\u00F8");
            case '\u2248' -> in(next, "\u00B0\u00A2");
            case '\u201A' -> isLowQuoteSpelling(text, to, i);
            case '\u0432' -> next == '\u0402';
            case '\u0412', '\u0413', '\u0420', '\u0421' ->
                isScriptTriple(text, to, i, "\u0412\u0413\u0420\u0421", "\u00B0\u00B5")
                        || isDoubleCyrillic(text, to, i);
            case '\u0392', '\u0393', '\u039E', '\u039F' ->
                isScriptTriple(text, to, i, "\u0392\u0393\u039E\u039F", "\u00B0");
            case '\u03B2' ->
                next == '\u20AC' && i + 2 < to && in(text.charAt(i + 2), "\u2122\u00A0\u0386\u00AD\u00AE\u00B0");
            case '\u0101' -> next == '\u20AC';
            default -> false;
        };
    }

    private static boolean isArabicPair(String text, int to, int i) {
        if (i + 1 >= to || text.charAt(i) != '\u00D8' && text.charAt(i) != '\u00D9') {
            return false;
        }
        char second = text.charAt(i + 1);
        return (MojibakeClasses.of(second) & ARABIC_SECOND) != 0 || in(second, "\u0178\u0160\u00AE\u00B0\u00B5\u00BB");
    }

    private static boolean isLowQuoteSpelling(String text, int to, int i) {
        if (i + 2 >= to) {
            return false;
        }
        char second = text.charAt(i + 1);
        char third = text.charAt(i + 2);
        return second == '\u00C4'
                        && in(third, "\u00EC\u00EE\u00EF\u00F2\u00F4\u00F5\u00FA\u00F9\u00FB\u2020\u00B0\u00A2\u03C0")
                || (second == '\u00E2' || second == '\u00F3') && in(third, "\u00E0\u00E4\u00B0\u00EA");
    }

    private static boolean isScriptTriple(String text, int to, int i, String letters, String extra) {
        if (i + 2 >= to || !in(text.charAt(i + 2), letters)) {
            return false;
        }
        char second = text.charAt(i + 1);
        return (MojibakeClasses.of(second) & SCRIPT_SECOND) != 0 || in(second, extra);
    }

    /** Four fixed letters, any character but a line feed, then a Latin letter or a space. */
    private static boolean isDoubleCyrillic(String text, int to, int i) {
        if (!text.startsWith("\u0413\u045E\u0412\u0402\u0412", i) || i + 5 >= to || text.charAt(i + 5) == '\n') {
            return false;
        }
        int last = i + 5 + Character.charCount(text.codePointAt(i + 5));
        return last < to && (text.charAt(last) == ' ' || PythonCharacters.isAsciiLetter(text.charAt(last)));
    }

    private static boolean isPythonWord(String text, int at, int to) {
        int codePoint = text.charAt(at);
        if (Character.isHighSurrogate((char) codePoint) && at + 1 < to) {
            codePoint = text.codePointAt(at);
        }
        return codePoint == '_' || PythonCharacters.ALPHANUMERIC.contains(codePoint);
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean in(char c, String set) {
        return set.indexOf(c) >= 0;
    }
}
