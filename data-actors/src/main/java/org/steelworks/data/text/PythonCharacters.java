package org.steelworks.data.text;

import com.ibm.icu.lang.UCharacter;

/** Character classes of Python's {@code str} methods and of the regex dialects that Data-Juicer's operators rely on. */
public final class PythonCharacters {
    /** The {@code regex} module's {@code \w}: Alphabetic, marks, decimal digits, connectors and the two joiners. */
    private static final CodePointSet REGEX_WORD =
            CodePointSet.matching("[[:Alphabetic:][:M:][:Nd:][:Pc:]\\u200C\\u200D]");

    /** Code points that came after Unicode 14. */
    static final CodePointSet AFTER_UNICODE_14 = CodePointSet.matching("[[:^Cn:]-[:age=14.0:]]");

    /** Code points that {@code str.lower()} changes, alone or in some place. */
    static final CodePointSet LOWERED = CodePointSet.matching("[[:Changes_When_Lowercased:][:Uppercase:]]");

    /** {@code str.isalnum()} of one code point: categories L and N of Unicode 14. */
    public static final CodePointSet ALPHANUMERIC = CodePointSet.matching("[[[:L:][:N:]]&[:age=14.0:]]");

    /** The {@code regex} module's {@code \\p{P}}. */
    public static final CodePointSet PUNCTUATION = CodePointSet.matching("[:P:]");

    /** {@code str.isalpha()} of one code point: category L of Unicode 14. */
    public static final CodePointSet ALPHABETIC = CodePointSet.matching("[[:L:]&[:age=14.0:]]");

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
        return REGEX_WORD.contains(codePoint);
    }
}
