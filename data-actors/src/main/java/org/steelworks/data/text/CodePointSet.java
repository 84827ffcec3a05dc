package org.steelworks.data.text;

import java.util.function.IntPredicate;

/** A fixed set of code points with membership in constant time. Immutable. */
public final class CodePointSet {
    private final long[] bits = new long[(Character.MAX_CODE_POINT + 1) >> 6];

    private CodePointSet() {}

    /** @param ranges hexadecimal code points and ranges separated by white space, as {@code "A0 2013-2015 1F600"} */
    static CodePointSet of(String ranges) {
        CodePointSet set = new CodePointSet();
        for (String range : ranges.strip().split("\\s+")) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16);
            for (int c = first; c <= last; c++) {
                set.bits[c >> 6] |= 1L << c;
            }
        }
        return set;
    }

    /** The characters of {@code text}. */
    public static CodePointSet ofCharacters(String text) {
        CodePointSet set = new CodePointSet();
        text.codePoints().forEach(c -> set.bits[c >> 6] |= 1L << c);
        return set;
    }

    static CodePointSet where(IntPredicate member) {
        CodePointSet set = new CodePointSet();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (member.test(c)) {
                set.bits[c >> 6] |= 1L << c;
            }
        }
        return set;
    }

    public boolean contains(int codePoint) {
        return (bits[codePoint >> 6] >>> codePoint & 1) != 0;
    }

    /** How many code points of {@code text} are in the set. */
    public int countIn(String text) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            int codePoint = text.charAt(i);
            if (Character.isHighSurrogate((char) codePoint)) {
                codePoint = text.codePointAt(i);
                i += Character.charCount(codePoint) - 1;
            }
            count += contains(codePoint) ? 1 : 0;
        }
        return count;
    }

    /** The text without the characters of the set; the argument itself when there is none. */
    public String deleteFrom(String text) {
        StringBuilder out = null;
        int copied = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            if (contains(codePoint)) {
                out = out == null ? new StringBuilder(text.length()) : out;
                out.append(text, copied, i);
                copied = next;
            }
            i = next;
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }
}
