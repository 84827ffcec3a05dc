package org.steelworks.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.util.VersionInfo;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** The sets, code point by code point, beside the properties that define them. */
final class PythonCharactersTest {
    private static final VersionInfo UNICODE_14 = VersionInfo.getInstance(14, 0);
    private static final int LETTER = types(
            UCharacter.UPPERCASE_LETTER,
            UCharacter.LOWERCASE_LETTER,
            UCharacter.TITLECASE_LETTER,
            UCharacter.MODIFIER_LETTER,
            UCharacter.OTHER_LETTER);
    private static final int NUMBER =
            types(UCharacter.DECIMAL_DIGIT_NUMBER, UCharacter.LETTER_NUMBER, UCharacter.OTHER_NUMBER);
    private static final int PUNCTUATION = types(
            UCharacter.CONNECTOR_PUNCTUATION,
            UCharacter.DASH_PUNCTUATION,
            UCharacter.START_PUNCTUATION,
            UCharacter.END_PUNCTUATION,
            UCharacter.INITIAL_PUNCTUATION,
            UCharacter.FINAL_PUNCTUATION,
            UCharacter.OTHER_PUNCTUATION);
    private static final int WORD = types(
            UCharacter.NON_SPACING_MARK,
            UCharacter.COMBINING_SPACING_MARK,
            UCharacter.ENCLOSING_MARK,
            UCharacter.DECIMAL_DIGIT_NUMBER,
            UCharacter.CONNECTOR_PUNCTUATION);

    private static int types(int... types) {
        int bits = 0;
        for (int type : types) {
            bits |= 1 << type;
        }
        return bits;
    }

    @Test
    void shouldHoldWhatTheirDefinitionsSay() {
        shouldBe(PythonCharacters.AFTER_UNICODE_14, c -> age(c).compareTo(UNICODE_14) > 0);
        shouldBe(PythonCharacters.LOWERED, c -> UCharacter.toLowerCase(c) != c || UCharacter.isUUppercase(c));
        shouldBe(PythonCharacters.ALPHANUMERIC, c -> isOf(c, LETTER | NUMBER) && age(c).compareTo(UNICODE_14) <= 0);
        shouldBe(PythonCharacters.ALPHABETIC, c -> isOf(c, LETTER) && age(c).compareTo(UNICODE_14) <= 0);
        shouldBe(PythonCharacters.PUNCTUATION, c -> isOf(c, PUNCTUATION));
    }

    @Test
    void shouldTakeForWordsWhatTheRegexModuleTakes() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            boolean word = UCharacter.hasBinaryProperty(c, UProperty.ALPHABETIC)
                    || isOf(c, WORD)
                    || c == 0x200C
                    || c == 0x200D;
            assertThat(PythonCharacters.isRegexWord(c)).as("%X", c).isEqualTo(word);
        }
    }

    private static VersionInfo age(int c) {
        return UCharacter.getAge(c);
    }

    private static boolean isOf(int c, int types) {
        return (1 << UCharacter.getType(c) & types) != 0;
    }

    private static void shouldBe(CodePointSet set, IntPredicate definition) {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (set.contains(c) != definition.test(c)) {
                assertThat(set.contains(c)).as("%X", c).isEqualTo(definition.test(c));
            }
        }
    }
}
