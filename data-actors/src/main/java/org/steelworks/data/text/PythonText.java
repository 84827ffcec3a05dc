package org.steelworks.data.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.util.ULocale;

/** Methods of Python's {@code str} that Data-Juicer's operators use, with their results. */
public final class PythonText {
    private PythonText() {}

    /** {@code str.lower()}: full case mapping with final sigma, in Unicode 14. */
    public static String lower(String text) {
        boolean ascii = true;
        boolean changes = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            ascii &= c < 0x80;
            changes |= mayLower(c);
        }
        if (!changes) {
            return text;
        }
        if (ascii) {
            return lowerAscii(text);
        }
        // what came after Unicode 14 has no case there, nor does it count for the sigma beside it
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            if (PythonCharacters.AFTER_UNICODE_14.contains(codePoint)) {
                out.append(UCharacter.toLowerCase(ULocale.ROOT, text.substring(from, i)))
                        .append(text, i, next);
                from = next;
            }
            i = next;
        }
        return out.append(UCharacter.toLowerCase(ULocale.ROOT, text.substring(from)))
                .toString();
    }

    /** Whether {@link #lower} may change a text because of this UTF-16 unit. */
    public static boolean mayLower(char c) {
        return Character.isSurrogate(c) || PythonCharacters.LOWERED.contains(c);
    }

    private static String lowerAscii(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') {
                chars[i] += 'a' - 'A';
            }
        }
        return new String(chars);
    }

    /** {@code str.strip()}. */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && PythonCharacters.isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && PythonCharacters.isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /**
     * The lines of {@code str.splitlines()}.
     *
     * @param count of the lines
     * @param longest length of the longest, terminators left out; code points
     */
    public record Lines(int count, int longest) {}

    /** Counts the lines of {@code str.splitlines()}: a terminator at the end begins no line. */
    public static Lines lines(String text) {
        char[] chars = text.toCharArray();
        int count = 0;
        int longest = 0;
        int start = 0;
        int secondHalves = 0;
        for (int i = 0; i < chars.length; i++) {
            char c = chars[i];
            if (c > 0x1E && c < 0x85) {
                continue;
            }
            if (isLineEnd(c)) {
                count++;
                longest = Math.max(longest, i - start - secondHalves);
                i += c == '\r' && i + 1 < chars.length && chars[i + 1] == '\n' ? 1 : 0;
                start = i + 1;
                secondHalves = 0;
            } else if (c >= Character.MIN_LOW_SURROGATE && isSecondHalf(chars, start, i)) {
                secondHalves++;
            }
        }
        if (start < chars.length) {
            count++;
            longest = Math.max(longest, chars.length - start - secondHalves);
        }
        return new Lines(count, longest);
    }

    private static boolean isSecondHalf(char[] chars, int start, int at) {
        return at > start && Character.isSurrogatePair(chars[at - 1], chars[at]);
    }

    /** {@code word.strip(characters)}. */
    public static String strip(String word, CodePointSet characters) {
        int start = 0;
        int end = word.length();
        while (start < end && characters.contains(word.codePointAt(start))) {
            start += Character.charCount(word.codePointAt(start));
        }
        while (end > start && characters.contains(word.codePointBefore(end))) {
            end -= Character.charCount(word.codePointBefore(end));
        }
        return word.substring(start, end);
    }

    private static boolean isLineEnd(char c) {
        return c <= 0x1E ? c >= 0xA && c <= 0xD || c >= 0x1C : c == 0x85 || c == 0x2028 || c == 0x2029;
    }
}
