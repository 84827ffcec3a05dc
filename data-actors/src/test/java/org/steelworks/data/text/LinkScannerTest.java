package org.steelworks.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
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
}
