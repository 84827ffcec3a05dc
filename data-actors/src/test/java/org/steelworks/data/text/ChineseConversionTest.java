package org.steelworks.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChineseConversionTest {

    @Test
    void shouldPreferTheLongestPhraseThenTheCharacter() {
        ChineseConversion conversion =
                new ChineseConversion(Map.of("甲乙", "1", "甲乙丙", "2", "丙丁", "3"), Map.of("甲", "a", "丙", "c", "丁", "d"));
        assertThat(conversion.convert("甲乙丙丁甲乙丁丙丁甲戊")).isEqualTo("2d1d3a戊");
    }

    @Test
    void shouldConvertToAndFromCharactersOutsideTheBasicPlane() {
        ChineseConversion conversion =
                new ChineseConversion(Map.of(), Map.of("\uD840\uDC00", "x", "甲", "\uD840\uDC01", "乙", "\uD840\uDC02"));
        assertThat(conversion.convert("\uD840\uDC00\uD840\uDC05甲乙")).isEqualTo("x\uD840\uDC05\uD840\uDC01\uD840\uDC02");
        assertThat(conversion.convert("甲\uD840")).isEqualTo("\uD840\uDC01\uD840");
    }

    @Test
    void shouldCutAtANulAndKeepTheObjectOtherwise() {
        ChineseConversion conversion = new ChineseConversion(Map.of("甲乙", "1"), Map.of());
        assertThat(conversion.convert("甲\0乙")).isEqualTo("甲");
        assertThat(conversion.convert("\0")).isEmpty();
        String unchanged = "甲 abc \uD83D\uDE00";
        assertThat(conversion.convert(unchanged)).isSameAs(unchanged);
    }

    @Test
    void shouldRefuseATableThatIsNotOne() {
        assertThatThrownBy(() -> new ChineseConversion(Map.of(), Map.of("甲乙", "a")))
                .hasMessageContaining("甲乙");
        assertThatThrownBy(() -> new ChineseConversion(Map.of("", "a"), Map.of()))
                .hasMessageContaining("empty phrase");
    }
}
