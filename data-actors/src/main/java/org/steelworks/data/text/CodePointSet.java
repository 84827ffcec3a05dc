package org.steelworks.data.text;

import com.ibm.icu.text.UnicodeSet;

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
            set.add(first, dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16));
        }
        return set;
    }

    /** @param pattern of ICU's sets, as {@code "[:L:]"} */
    static CodePointSet matching(String pattern) {
        CodePointSet set = new CodePointSet();
        for (UnicodeSet.EntryRange range : new UnicodeSet(pattern).ranges()) {
            set.add(range.codepoint, range.codepointEnd);
        }
        return set;
    }

    private void add(int first, int last) {
        for (int c = first; c <= last; c++) {
            bits[c >> 6] |= 1L << c;
        }
    }

    /** The characters of {@code text}. */
    public static CodePointSet ofCharacters(String text) {
        CodePointSet set = new CodePointSet();
        text.codePoints().forEach(c -> set.bits[c >> 6] |= 1L << c);
        return set;
    }

    public boolean contains(int codePoint) {
        return (bits[codePoint >> 6] >>> codePoint & 1) != 0;
    }

    /** How many code points of {@code text} are in the set. */
    public int countIn(String text) {
        char[] chars = text.toCharArray();
        int count = 0;
        for (int i = 0; i < chars.length; i++) {
            int codePoint = chars[i];
            if (codePoint >= Character.MIN_HIGH_SURROGATE && codePoint <= Character.MAX_HIGH_SURROGATE) {
                codePoint = Character.codePointAt(chars, i);
                i += Character.charCount(codePoint) - 1;
            }
            count += (int) (bits[codePoint >> 6] >>> codePoint & 1);
        }
        return count;
    }

    /** The text without the characters of the set; the argument itself when there is none. */
    public String deleteFrom(String text) {
        char[] chars = text.toCharArray();
        int length = 0;
        for (int i = 0; i < chars.length; i++) {
            char c = chars[i];
            if (c >= Character.MIN_HIGH_SURROGATE && c <= Character.MAX_HIGH_SURROGATE) {
                int codePoint = Character.codePointAt(chars, i);
                if (codePoint != c) {
                    i++;
                    if (!contains(codePoint)) {
                        // only ever to the left
                        chars[length++] = c;
                        chars[length++] = chars[i];
                    }
                    continue;
                }
            }
            if ((bits[c >> 6] >>> c & 1) == 0) {
                chars[length++] = c;
            }
        }
        return length == chars.length ? text : new String(chars, 0, length);
    }
}
