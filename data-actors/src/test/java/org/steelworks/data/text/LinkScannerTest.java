package org.steelworks.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LinkScannerTest {
    private final LinkScanner links = new LinkScanner("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            ignoreLeadingAndTrailingWhitespace = false,
            emptyValue = "",
            value = {
                "请看http://a.com/b再说 后面\t请看http:// 后面",
                "请看 http://a.com/b。然后说 后面\t请看  后面",
                "see http://a.com/b?c=d, ok\tsee , ok",
                "key:value pair\t pair",
                "def g(a:int, bb:int):\tdef g(a:int, ):",
                "case ab:return\tcase ",
                "www.x.cn/abc)\t)",
                "(http://x.y/z(1))\t()",
                "mailto:x@y\t''",
                "http:///\t''",
                "x ab:c((d)e)f.(g(h.\tx .(g(h.",
            })
    void shouldDeleteLinks(String text, String expected) {
        assertThat(links.replace(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lambda xy:zz", "std::cout", "12:30", "a.com/b", "http://", "", "中文。没有链接"})
    void shouldReturnTheSameObjectWithoutLinks(String text) {
        assertThat(links.replace(text)).isSameAs(text);
    }

    @Test
    void shouldPutTheReplacementInPlace() {
        assertThat(new LinkScanner("<LINK>").replace("a http://b.cn/c d www.e.cn/f"))
                .isEqualTo("a <LINK> d <LINK>");
    }

    @Test
    void shouldTakeLinearTimeOnTextsThatDefeatBacktracking() {
        int n = 200_000;
        List<String> hostile = List.of(
                "ab:x(" + "a".repeat(n),
                "ab:" + "(".repeat(n),
                "ab:x" + "(a".repeat(n),
                "ab:x" + "((a)".repeat(n),
                "a-".repeat(n),
                "a.".repeat(n) + "com/" + ";".repeat(n),
                "www.".repeat(n) + ">",
                "ab:".repeat(n) + " ",
                "ab:;".repeat(n),
                "a-".repeat(n) + ":x" + ";".repeat(n),
                "http://" + "/".repeat(n) + ")",
                "ab:x)(".repeat(n));
        for (String text : hostile) {
            // One pass takes milliseconds; a quadratic one would take minutes.
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> links.replace(text), () -> text.substring(0, 12));
        }
    }

    /** The original's pattern in a backtracking engine, on texts too short to defeat it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldFindWhatBacktrackingFinds(long seed) {
        String group = "\\(([^\\s()<>]+|(\\([^\\s()<>]+\\)))*\\)";
        Pattern pattern = Pattern.compile(
                "\\b((?:[a-z][\\w-]+:(?:/{1,3}|[a-z0-9%])|www\\d{0,3}[.]|[a-z0-9.\\-]+[.][a-z]{2,4}/)(?:[^\\s()<>]+|"
                        + group + ")+(?:" + group
                        + "|[^\\s`!()\\[\\]{};:'\".,<>?\u00AB\u00BB\u201C\u201D\u2018\u2019]))",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
        String[] parts = {
            "a", "b", "K", "İ", "ſ", ":", ":", "/", "/", "//", ".", ".com/", "w", "W", "www", "1", "%", "-", "_", "(",
            ")", " ", "中", "é", "٣", "😀", ",", "\n", "\u201D"
        };
        Random random = new Random(seed);
        LinkScanner scanner = new LinkScanner("|");
        int found = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(9); i > 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            String expected = pattern.matcher(text).replaceAll("|");
            found += expected.contentEquals(text) ? 0 : 1;
            assertThat(scanner.replace(text.toString()))
                    .as("seed %d round %d: %s", seed, round, text)
                    .isEqualTo(expected);
        }
        assertThat(found).isGreaterThan(500);
    }
}
