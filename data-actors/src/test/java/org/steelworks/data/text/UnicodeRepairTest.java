package org.steelworks.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.ibm.icu.text.FilteredNormalizer2;
import com.ibm.icu.text.Normalizer;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import java.time.Duration;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class UnicodeRepairTest {
    private final UnicodeRepair repair = new UnicodeRepair(UnicodeRepair.Form.NFC);

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '\0',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "\u201Ca\u201D\u2018b\u2019\t\"a\"'b'",
                "ＡＢＣ１２３，。！？：；（）～\tABC123,。!?:;()~",
                "全角\u3000空格\t全角 空格",
                "&lt;p&gt; &amp;\t<p> &",
                "<b>&amp;\t<b>&amp;",
                "sÃ³ schÃ¶n\tsó schön",
                "â€œhiâ€\u009D\t\"hi\"",
                "中文Ã©中文\t中文é中文",
                "ab\u0091c\u0092\tab'c'",
                "e\u0301\té",
                "ｶﾞ\tガ",
                "\u001B[31mred\u001B[0m\tred",
                "£\t£",
                "—…\t—…",
                "&#59;&#x3b;\t&#59;&#x3b;",
                "&NTILDE;&nTILDE;&SZLIG;&AMP;\tÑ&nTILDE;SS&",
                "x&#0;&#128;&#xD800;&#1114112;\tx\uFFFD€\uFFFD\uFFFD",
                "&amp;amp;amp;\t&",
                "\u0149 \uFB03\t'n ffi",
                "ƒº\tļ",
            })
    void shouldRepairAsFtfy(String text, String expected) {
        assertThat(repair.repair(text)).isEqualTo(expected);
    }

    @Test
    void shouldUnifyLineBreaksAndReadAControlAsWindows1252WhereTheLineIsBad() {
        assertThat(repair.repair("a\r\nb\rc\u2028d\u0085f")).isEqualTo("a\nb\nc\nd\u2026f");
    }

    @Test
    void shouldStopDecodingReferencesFromTheFirstLineWithMarkup() {
        assertThat(repair.repair("&amp;\n<b>\n&amp;")).isEqualTo("&\n<b>\n&amp;");
    }

    @Test
    void shouldReplaceLoneSurrogatesAndKeepPairs() {
        assertThat(repair.repair("a\uD83D b\uDCA9 \uD83D\uDCA9")).isEqualTo("a\uFFFD b\uFFFD \uD83D\uDCA9");
    }

    @Test
    void shouldReturnTheSameObjectWhenNothingChanges() {
        String text = "Zwölf Boxkämpfer, 中文，不变。 & <b>\n😀 é";
        assertThat(new UnicodeRepair(UnicodeRepair.Form.NFC).repair("plain\ntext 中文"))
                .isEqualTo("plain\ntext 中文");
        String unchanged = text.replace("，", ",");
        assertThat(repair.repair(unchanged)).isSameAs(unchanged);
    }

    @Test
    void shouldApplyTheChosenForm() {
        assertThat(new UnicodeRepair(UnicodeRepair.Form.NFD).repair("é가")).isEqualTo("e\u0301\u1100\u1161");
        assertThat(new UnicodeRepair(UnicodeRepair.Form.NFKC).repair("x²①")).isEqualTo("x21");
    }

    @Test
    void shouldLeaveCharactersYoungerThanUnicode14Alone() {
        // U+1611E and U+16129 compose to U+16121 since Unicode 16; Python 3.11 knows none of them.
        String text = new StringBuilder()
                .appendCodePoint(0x1611E)
                .appendCodePoint(0x1611E)
                .toString();
        assertThat(repair.repair(text)).isEqualTo(text);
    }

    @Test
    void shouldCutOverlongLinesAtCodePoints() {
        // The second piece begins with a letter that the first piece's end would have composed with.
        String text = "😀".repeat(UnicodeRepair.LONGEST_SEGMENT - 1) + "e" + "\u0301" + "x";
        assertThat(repair.repair(text)).isEqualTo(text);
    }

    @Test
    void shouldBoundTheWorkOnReferencesToReferences() {
        String chain = "&" + "amp;".repeat(UnicodeRepair.MAX_PASSES * 20);
        String repaired = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> repair.repair(chain));
        assertThat(repaired).isEqualTo("&" + "amp;".repeat(UnicodeRepair.MAX_PASSES * 19));
    }

    @ParameterizedTest
    @EnumSource
    void shouldKnowWhatIsNormalizedWhateverStandsBesideIt(UnicodeRepair.Form form) {
        UnicodeSet known = new UnicodeSet("[:age=14.0:]").freeze();
        Normalizer2 normalizer = new FilteredNormalizer2(
                switch (form) {
                    case NFC -> Normalizer2.getNFCInstance();
                    case NFD -> Normalizer2.getNFDInstance();
                    case NFKC -> Normalizer2.getNFKCInstance();
                    case NFKD -> Normalizer2.getNFKDInstance();
                },
                known);
        BitSet unsettled = new BitSet();
        UnicodeRepair.unsettled(form).forEach(range -> unsettled.set(range.codepoint, range.codepointEnd + 1));
        for (char c = 0; c < 0xFFFF; c++) {
            boolean settled = !Character.isSurrogate(c)
                    && normalizer.getCombiningClass(c) == 0
                    && normalizer.quickCheck(String.valueOf(c)) == Normalizer.YES;
            assertThat(unsettled.get(c)).as("%X", (int) c).isEqualTo(!settled);
        }
    }
}
