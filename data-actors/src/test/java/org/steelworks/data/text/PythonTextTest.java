package org.steelworks.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What CPython 3.11 gives. */
final class PythonTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "AbC 12|abc 12",
                "已是小写 x|已是小写 x",
                "ΟΔΟΣ ΣΑΣ Σ|οδος σας σ",
                "İI|i̇i",
                "ẞÄ𐐀|ßä𐐨",
                "ΑΣ'Β|ασ'β",
            })
    void lowersAsPython(String given, String lowered) {
        assertThat(PythonText.lower(given)).isEqualTo(lowered);
    }

    @Test
    void leavesLettersYoungerThanUnicode14() {
        // U+A7DC came with Unicode 16; before it a sigma is the last of its word
        assertThat(PythonText.lower("ΑΣ\uA7DCΒ")).isEqualTo("ας\uA7DCβ");
        String small = "abc";
        assertThat(PythonText.lower(small)).isSameAs(small);
    }

    @Test
    void countsLinesAsSplitlines() {
        assertThat(PythonText.lines("")).isEqualTo(new PythonText.Lines(0, 0));
        assertThat(PythonText.lines("a\r\n\r😀b\u2028\u001Ecd")).isEqualTo(new PythonText.Lines(5, 2));
        assertThat(PythonText.lines("ab\n")).isEqualTo(new PythonText.Lines(1, 2));
    }
}
