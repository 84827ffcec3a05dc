package org.steelworks.data.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.util.VersionInfo;

/** Character classes of Python's {@code str} methods and of the regex dialects that Data-Juicer's operators rely on. */
public final class PythonCharacters {
    private static final VersionInfo UNICODE_14 = VersionInfo.getInstance(14, 0);
    private static final long[] WORD = wordBits();

    /** Code points that Unicode 14 does not assign. */
    static final CodePointSet AFTER_UNICODE_14 =
            CodePointSet.where(c -> UCharacter.getAge(c).compareTo(UNICODE_14) > 0);

    /** Code points that {@code str.lower()} changes, alone or in some place. */
    static final CodePointSet LOWERED =
            CodePointSet.where(c -> UCharacter.toLowerCase(c) != c || UCharacter.isUUppercase(c));

    /** {@code str.isalnum()} of one code point: categories L and N of Unicode 14. */
    public static final CodePointSet ALPHANUMERIC = CodePointSet.where(PythonCharacters::isAlphanumeric);

    /** The {@code regex} module's {@code \\p{P}}. */
    public static final CodePointSet PUNCTUATION = CodePointSet.where(PythonCharacters::isPunctuation);

    /** {@code str.isalpha()} of one code point: category L of Unicode 14. */
    public static final CodePointSet ALPHABETIC = CodePointSet.where(PythonCharacters::isAlphabetic);

    private PythonCharacters() {}

    /** Whether {@code str.strip()} removes the character. */
    public static boolean isSpace(char c) {
        return c <= 0x20 ? c >= 0x9 && c <= 0xD || c >= 0x1C : c == 0x85 || isUnicodeSpace(c);
    }

    /** Whether the {@code regex} module's {@code \s} matches the character; unlike {@link #isSpace}, not 1C to 1F. */
    static boolean isRegexSpace(char c) {
        return c <= 0x20 ? c >= 0x9 && c <= 0xD || c == 0x20 : c == 0x85 || isUnicodeSpace(c);
    }

    private static boolean isUnicodeSpace(char c) {
        if (c < 0x1680) {
            return c == 0xA0;
        }
        return c == 0x1680
                || c >= 0x2000 && c <= 0x200A
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    /** {@code str.isalnum()} of one code point: categories L and N of Unicode 14. */
    public static boolean isAlphanumeric(int codePoint) {
        if (codePoint < 0x80) {
            return isAsciiLetter(codePoint) || codePoint >= '0' && codePoint <= '9';
        }
        int types = 1 << UCharacter.getType(codePoint);
        int letterOrNumber = 1 << UCharacter.UPPERCASE_LETTER
                | 1 << UCharacter.LOWERCASE_LETTER
                | 1 << UCharacter.TITLECASE_LETTER
                | 1 << UCharacter.MODIFIER_LETTER
                | 1 << UCharacter.OTHER_LETTER
                | 1 << UCharacter.DECIMAL_DIGIT_NUMBER
                | 1 << UCharacter.LETTER_NUMBER
                | 1 << UCharacter.OTHER_NUMBER;
        return (types & letterOrNumber) != 0 && UCharacter.getAge(codePoint).compareTo(UNICODE_14) <= 0;
    }

    private static boolean isPunctuation(int codePoint) {
        int punctuation = 1 << UCharacter.CONNECTOR_PUNCTUATION
                | 1 << UCharacter.DASH_PUNCTUATION
                | 1 << UCharacter.START_PUNCTUATION
                | 1 << UCharacter.END_PUNCTUATION
                | 1 << UCharacter.INITIAL_PUNCTUATION
                | 1 << UCharacter.FINAL_PUNCTUATION
                | 1 << UCharacter.OTHER_PUNCTUATION;
        return (1 << UCharacter.getType(codePoint) & punctuation) != 0;
    }

    private static boolean isAlphabetic(int codePoint) {
        int letter = 1 << UCharacter.UPPERCASE_LETTER
                | 1 << UCharacter.LOWERCASE_LETTER
                | 1 << UCharacter.TITLECASE_LETTER
                | 1 << UCharacter.MODIFIER_LETTER
                | 1 << UCharacter.OTHER_LETTER;
        return (1 << UCharacter.getType(codePoint) & letter) != 0 && !AFTER_UNICODE_14.contains(codePoint);
    }

    static boolean isAsciiLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** {@code \d} in both dialects: a decimal digit of any script. */
    static boolean isDigit(int codePoint) {
        return codePoint < 0x80
                ? codePoint >= '0' && codePoint <= '9'
                : UCharacter.getType(codePoint) == UCharacter.DECIMAL_DIGIT_NUMBER;
    }

    /** The {@code regex} module's {@code \w}: Alphabetic, marks, decimal digits, connectors and the two joiners. */
    static boolean isRegexWord(int codePoint) {
        return codePoint < 0x10000 ? (WORD[codePoint >> 6] >>> codePoint & 1) != 0 : isWordByProperty(codePoint);
    }

    private static boolean isWordByProperty(int codePoint) {
        int type = UCharacter.getType(codePoint);
        return UCharacter.hasBinaryProperty(codePoint, UProperty.ALPHABETIC)
                || type == UCharacter.NON_SPACING_MARK
                || type == UCharacter.COMBINING_SPACING_MARK
                || type == UCharacter.ENCLOSING_MARK
                || type == UCharacter.DECIMAL_DIGIT_NUMBER
                || type == UCharacter.CONNECTOR_PUNCTUATION
                || codePoint == 0x200C
                || codePoint == 0x200D;
    }

    private static long[] wordBits() {
        long[] bits = new long[0x10000 >> 6];
        for (int c = 0; c < 0x10000; c++) {
            if (isWordByProperty(c)) {
                bits[c >> 6] |= 1L << c;
            }
        }
        return bits;
    }
}
