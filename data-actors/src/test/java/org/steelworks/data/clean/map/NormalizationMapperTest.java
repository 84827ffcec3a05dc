package org.steelworks.data.clean.map;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NormalizationMapperTest {
    private final PunctuationNormalizationMapper punctuation = new PunctuationNormalizationMapper();
    private final WhitespaceNormalizationMapper whitespace = new WhitespaceNormalizationMapper();

    @Test
    void shouldReplacePunctuationCharacterByCharacter() {
        assertThat(punctuation.map("，。、„”“«»１」「《》´∶：？！（）；–—．～’…━〈〉【】％►‘"))
                .isEqualTo(",.,\"\"\"\"\"\"\"\"\"\"'::?!();- - . ~'...-<>[]%-‘");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain, text.", "中文"})
    void shouldReturnTheSameObjectWithoutSuchPunctuation(String text) {
        assertThat(punctuation.map(text)).isSameAs(text);
    }

    @Test
    void shouldStripAndReplaceBlanksOneForOne() {
        assertThat(whitespace.map("\u3000 a\tb\u00A0c\u200Bd\u1680e\u0085f\nx\r\n "))
                .isEqualTo("a b c d\u1680e\u0085f\nx");
        assertThat(whitespace.map("\u001C\u0085 \n")).isEmpty();
        assertThat(whitespace.map("\u200Ba\u0084\u2060\uFFFC\u202F\u205Fb\u200B"))
                .isEqualTo(" a     b ");
    }

    @Test
    void shouldReturnTheSameObjectWhenThereIsNothingToStrip() {
        String text = "a b\n\nc";
        assertThat(whitespace.map(text)).isSameAs(text);
    }
}
