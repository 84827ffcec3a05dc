package org.steelworks.data.text.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values are what selectolax 0.3.21 gives. */
final class HtmlTextTest {
    private static final int MANY = 100_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            ignoreLeadingAndTrailingWhitespace = false,
            emptyValue = "",
            value = {
                "a < b and c > d\ta < b and c > d",
                "if (a<b && c>d) {}\tif (ad) {}",
                "vector<int> v;\tvector v;",
                "<p>x</p><p>y</p>\txy",
                "l1<br>l2\tl1l2",
                "<|im_start|>system\t<|im_start|>system",
                "<中文>\t<中文>",
                "x<b title='>'>y\txy",
                "x<!-- a -- > <b> -->y\txy",
                "x<!-->y\txy",
                "a<![CDATA[b]]>c\tac",
                "<svg><![CDATA[a&amp;b]]></svg>c\ta&bc",
                "</>x\t</>x",
                "<!DOCTYPE html>x\tx",
                "<?xml version='1.0'?>x\tx",
            })
    void shouldDropMarkup(String html, String expected) {
        assertThat(HtmlText.body(html)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            ignoreLeadingAndTrailingWhitespace = false,
            emptyValue = "",
            value = {
                "a &amp; b &lt;c&gt; &notit;\ta & b <c> ¬it;",
                "&copyx&ampx&unknown;&\t©x&x&unknown;&",
                "&#20013;&#x6587;&#X41;&#65\t中文AA",
                "&#0;&#xD800;&#x110000;&#99999999999;\t����",
                "&#128;&#x9f;&#129;\t€Ÿ\u0081",
                "&#;&#x;&#xg\t&#;&#x;&#xg",
                "x&noti\tx¬",
                "x&notit\tx¬it",
            })
    void shouldDecodeReferences(String html, String expected) {
        assertThat(HtmlText.body(html)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            ignoreLeadingAndTrailingWhitespace = false,
            emptyValue = "",
            value = {
                "<script>s</script>t\tt",
                "x<script>s</script>y\txsy",
                "<title>T</title>b\tb",
                "x<title>T</title>y\txTy",
                "<style>s</style>x<style>&amp;</style>\tx&amp;",
                "<template>t</template>u\tu",
                "x<template>t</template>u\txtu",
                "<noscript><b>n</b></noscript>\tn",
                "<iframe>a<b></iframe>c\ta<b>c",
                "<xmp>a<b>&amp;</xmp>d\ta<b>&amp;d",
                "x<textarea>a<b>&amp;</textarea>d\txa<b>&d",
                "<svg><title>t</title></svg>v\ttv",
                "<plaintext>a</plaintext>\ta</plaintext>",
                "<frameset>x\t''",
                "<body>a<frameset>b\tab",
                "x<script><!--<script></script>--></script>y\tx<!--<script></script>-->y",
            })
    void shouldKeepWhatTheBodyHas(String html, String expected) {
        assertThat(HtmlText.body(html)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            ignoreLeadingAndTrailingWhitespace = false,
            emptyValue = "",
            value = {
                "<table>a<tr><td>b</table>c\tabc",
                "<table><tr><td>a</td></tr>b</table>c\tbac",
                "<table><td>a<table><td>b</td>c</table></table>\tacb",
                "<table><caption>a</caption>b<tr><td>c\tbac",
                "<table><td>a</td><b>x<tr><td>y</table>z\txayz",
                "<table><select><option>o<tr>x<td>y\toxy",
                "<table><style>a</style>b</table>\tba",
                "<select>a<option>b</select>c\tabc",
                "<select><b>a</b><div>c\tac",
            })
    void shouldMoveTextOutOfTables(String html, String expected) {
        assertThat(HtmlText.body(html)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            ignoreLeadingAndTrailingWhitespace = false,
            emptyValue = "",
            value = {
                "<\t<",
                "a<b\tab",
                "x <em\tx em",
                "x </em\tx ",
                "<a\t''",
                "x<y z\tx",
                "x<y z='a\tx",
                "x</\tx</",
                "x<!a\tx",
                "x<!a>b\txb",
                "<!a><b>c\t<b>c",
                "<!--open\t''",
                "<b>x<\t''",
                "x<textarea>ac<\txac<",
                "x<textarea>a</b>c<\tx",
            })
    void shouldBreakOffAsTheEngineDoes(String html, String expected) {
        assertThat(HtmlText.body(html)).isEqualTo(expected);
    }

    @Test
    void shouldHandleWhiteSpace() {
        assertThat(HtmlText.body("  hello  \n w ")).isEqualTo("hello  \n w ");
        assertThat(HtmlText.body(" \n\t\f\r ")).isEmpty();
        assertThat(HtmlText.body("\u3000x")).isEqualTo("\u3000x");
        assertThat(HtmlText.body("a\r\nb\rc\r")).isEqualTo("a\nb\nc\n");
        assertThat(HtmlText.body("a\r&amp;\nb")).isEqualTo("a\n&b");
        assertThat(HtmlText.body("<html>\n<body>\n x")).isEqualTo("\n x");
        assertThat(HtmlText.body("x\n</body>\n</html>\n")).isEqualTo("x\n\n\n");
        assertThat(HtmlText.body("<pre>\nq\n</pre>")).isEqualTo("q\n");
        assertThat(HtmlText.body("<textarea>\r\n\nq</textarea>")).isEqualTo("\nq");
        assertThat(HtmlText.body("<pre><b>\nq")).isEqualTo("\nq");
        assertThat(HtmlText.body("<table> <tr> <td>x</td> </tr> </table>")).isEqualTo("  x  ");
    }

    @Test
    void shouldLoseNulsAsTheEngineDoes() {
        assertThat(HtmlText.body("a\0bcdef")).isEqualTo("abcdeff");
        assertThat(HtmlText.body("\0\0abc")).isEqualTo("abcbc");
        assertThat(HtmlText.body("abc\0")).isEqualTo("abc");
        assertThat(HtmlText.body("<p>x\0y</p>z")).isEqualTo("xyyz");
        assertThat(HtmlText.body("a\0中")).isEqualTo("a中");
        assertThat(HtmlText.body("<p>a\0b</x>c")).isEqualTo("abc");
        assertThat(HtmlText.body("<p>a\0b<!-- -->c")).isEqualTo("abbc");
        assertThat(HtmlText.body("x<style>\0</style>")).isEqualTo("x\uFFFD");
    }

    @Test
    void shouldDropLoneSurrogates() {
        assertThat(HtmlText.body("a\uD800b\uDC00\uD83D\uDE00")).isEqualTo("ab\uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "中文。1 > 0", "a \n b\n", "\uFEFFx", "1 < 2", "a\uD83D\uDE00"})
    void shouldReturnTheSameObjectWithoutMarkup(String text) {
        assertThat(HtmlText.body(text)).isSameAs(text);
    }

    @Test
    void shouldAgreeWithTheEngineOnRandomDocuments() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                HtmlTextTest.class.getResourceAsStream("/clean/html-cases.jsonl"), StandardCharsets.UTF_8))) {
            ObjectMapper json = new ObjectMapper();
            int cases = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode given = json.readTree(line);
                assertThat(HtmlText.body(given.get("html").asText()))
                        .as(line)
                        .isEqualTo(given.get("text").asText());
                cases++;
            }
            assertThat(cases).isGreaterThan(1000);
        }
    }

    /** Each would take minutes if a step looked through the open elements, or overflow the stack if it went down. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<",
                "<a",
                "<a>",
                "<div>",
                "</div>",
                "<b>",
                "<p>",
                "<b><p>",
                "<table>",
                "<table><td>",
                "<table>x",
                "<svg>",
                "<svg><g>",
                "<math><mi>",
                "<li>",
                "<dd><div>",
                "<ul><li>",
                "<select>",
                "<option><optgroup>",
                "<template>",
                "<button>",
                "<form>",
                "<font size=1>",
                "<nobr>",
                "<object>",
                "<!--",
                "<!",
                "<?",
                "</",
                "<![CDATA[",
                "&",
                "&#",
                "&amp",
                "\0",
                "\r",
                "<textarea>",
                "<script>",
                "<title>",
                "<svg><desc>",
                "<h1>",
                "<ruby><rt>",
                "<a b",
                "<a b='",
            })
    void shouldBeLinearInARepeatedFragment(String fragment) {
        String many = fragment.repeat(MANY);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> HtmlText.body(many));
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> HtmlText.body("x" + many + "y>"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<div> | </p>",
                "<div> | <li>x",
                "<div> | </x>",
                "<span> | </x>",
                "<span> | <b></b>",
                "<b><div> | </b>",
                "<div> | <table></table>",
                "<div> | <select></select>",
                "<svg><g> | </x>",
                "<svg><desc> | </svg>",
                "<table><td> | </table>",
                "<table><td> | x",
                "<template> | </template>",
                "<object> | </object>",
                "<object> | </b>",
                "<object><b><div> | </b></object>",
                "<i><b><div> | </i></b>",
                "<select><option><optgroup> | </optgroup>",
                "<ul><li> | </li>",
                "<option> | </select>",
                "<div> | <a>",
                "<div> | <nobr>",
                "<div> | <form></form>",
                "<div> | <h1></h2>",
                "<div> | </body>",
            })
    void shouldBeLinearInADeepTree(String down, String then) {
        String html = "<b>" + down.repeat(MANY) + then.repeat(MANY);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> HtmlText.body(html));
    }

    @Test
    void shouldBeLinearInManyFormattingElementsAroundADeepTree() {
        String fonts =
                IntStream.range(0, MANY).mapToObj(i -> "<font size=" + i + ">").collect(Collectors.joining());
        String html = fonts + "<div>".repeat(MANY) + "</font>".repeat(MANY);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> HtmlText.body(html));
    }

    @Test
    void shouldBoundWhatUnclosedFormattingCosts() {
        String fonts =
                IntStream.range(0, MANY).mapToObj(i -> "<font size=" + i + ">").collect(Collectors.joining());
        String html = "<p>" + fonts + "<p>x".repeat(MANY);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(HtmlText.body(html)).isEqualTo("x".repeat(MANY)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldGiveWithoutParsingWhatParsingGives(long seed) {
        String[] parts = {
            "<", "< ", "<|", "<1", "</", "</>", "<a>", "<!", "<?", ">", "&", "& ", "&&", "&a", "&#", "&1", "&amp;", " ",
            "\n", "\t", "\f", "\r", "\0", "\uFFFD", "\uD83D", "\uDE00", "😀", "x", "中", "\u00A0", "\u3000", "\""
        };
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder html = new StringBuilder();
            for (int i = random.nextInt(7); i > 0; i--) {
                html.append(parts[random.nextInt(parts.length)]);
            }
            TreeBuilder builder = new TreeBuilder();
            // lone surrogates are dropped
            String paired = html.codePoints()
                    .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            Tokenizer.run(paired.getBytes(StandardCharsets.UTF_8), builder);
            assertThat(HtmlText.body(html.toString()))
                    .as("seed %d round %d: %s", seed, round, html)
                    .isEqualTo(builder.bodyText());
        }
    }
}
