package org.steelworks.data.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.steelworks.data.clean.recipe.OperatorRecipeReader;
import org.steelworks.data.clean.recipe.OperatorRegistry;

/**
 * No text makes the time that an operator takes for a megabyte grow with the length of the text. Compared are processor times
 * of this thread for one text and the same text several times longer.
 */
final class OperatorGrowthTest {
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    /** What takes less for so long a text has no step that grows with it. */
    private static final int FIRST_LENGTH = 1 << 15;

    private static final long QUICK_NS = 500_000;

    /** Between lengths n and 4n: n log n and larger caches cost less than this, n² is 2. */
    private static final double STEEPEST = 1.5;

    private static final int TRIES = 4;

    /** What takes so long is no matter of moments. */
    private static final long CERTAIN_NS = 200_000_000;

    private static final int WARMING = 16;

    /** Repeated to any length. */
    private static final List<String> FRAGMENTS = List.of(
            // bytes and characters
            "a",
            "中",
            "😀",
            "\uD83D",
            "\uDE00",
            "\u0301",
            "\u1100",
            "가\u11A8",
            "e\u0301\u0327",
            "\u00A0",
            "\0",
            "\u001A",
            "\uFFFD",
            "\r",
            "\r\n",
            "\n",
            " ",
            "\t\u3000",
            "\u2028",
            "Σ",
            "İ",
            "ẞ",
            // addresses
            "@",
            "a@",
            "a.a@",
            "a@a.",
            "a@.a",
            "a@a.a",
            "1.",
            "1.1.1.",
            "255.255.255.",
            "1:",
            "f:f:f:f:f:f:f:",
            "١.",
            // links
            "a:",
            "ab:",
            "ab:c",
            "ab:c(",
            "ab:(",
            "ab:c((d)",
            "www.",
            "www.(",
            "w",
            "a.",
            "a.co/",
            "a-",
            "http://",
            "http://a/(",
            "http://(",
            "http:///",
            "x.com/(((",
            "(",
            ")",
            "(a(b",
            "(a(b)",
            // mark-up
            "<",
            "<a",
            "<a ",
            "<a b=",
            "<a b='",
            "<a b=\"",
            "</",
            "</a",
            "</a>",
            "<!",
            "<!-",
            "<!--",
            "<!-->",
            "<!DOCTYPE ",
            "<![CDATA[",
            "<?",
            "<a>",
            "<b><i>",
            "<b><p>",
            "<b></p>",
            "<a><p></a>",
            "<i><p><b></i></p></b>",
            "<table>",
            "<table><b>",
            "<table><tr><td>",
            "<table>x",
            "<table><a>1<p>2</a>3</p>",
            "<select>",
            "<template>",
            "<svg>",
            "<svg><p>",
            "<math><mi>",
            "<form>",
            "<li>",
            "<li><ul>",
            "<dd><dt>",
            "<p>",
            "<div>",
            "<script>",
            "<script><!--",
            "<textarea>",
            "<textarea></",
            "<title></title",
            "<plaintext>",
            "<frameset>",
            "<button>",
            "<option>",
            "<h1>",
            "<nobr>",
            "<ruby><rt>",
            "<br>",
            "<font size=1>",
            "<applet>",
            "<body a=b>",
            "<html c=d>",
            "<p a a a>",
            "<a href=x>y</a>",
            "&",
            "&a",
            "&amp",
            "&amp;",
            "&ampamp;",
            "&#",
            "&#1",
            "&#x",
            "&notit",
            "&NotEqualTilde;",
            "&lt;p&gt;",
            "&lt;lt;",
            // encodings
            "Ã",
            "Ã ",
            "Ã©",
            "â€",
            "â€œ",
            "â€œ ",
            "ÃƒÂ",
            "Ð",
            "Р",
            "вЂ",
            "é\uFFFD",
            "Â ",
            "\u0091",
            "Ã\u00AD\u00A0",
            "ˆ",
            "㎜",
            // programs and macros
            "/*",
            "*/",
            "/* copyright */",
            "//",
            "--\n",
            "#\n",
            "\\def",
            "\\def ",
            "\\def\\a{",
            "\\def\\a{b}\n",
            "\\def\\a{\\a}\n",
            "\\newcommand{\\a}{",
            "\\newcommand{\\a}{b}\n",
            "\\a",
            "\\newcommand*",
            // sentences
            ". ",
            "...... ",
            "。”",
            "…",
            "\u201D.",
            "“",
            "!?",
            "a. b. ",
            "甲。",
            "x\n",
            "1. ",
            // escapes
            "\u001B",
            "\u001B[",
            "\u001B[1;",
            "\u001B[m");

    static Stream<Arguments> operators() {
        OperatorRecipeReader reader = new OperatorRecipeReader(OperatorRegistry.standard());
        Map<String, Operator> published = new LinkedHashMap<>();
        for (String recipe : List.of("steel-text", "steel-code")) {
            reader.bundled(recipe).operators().forEach(operator -> published.putIfAbsent(operator.name(), operator));
        }
        List<Operator> operators = new ArrayList<>(published.values());
        operators.add(Cases.operator("document_deduplicator", "{lowercase: true, ignore_non_character: true}"));
        operators.add(Cases.operator("document_minhash_deduplicator", "{num_permutations: 16}"));
        operators.add(Cases.operator("document_simhash_deduplicator", "{tokenization: punctuation}"));
        operators.add(Cases.operator("document_simhash_deduplicator", "{tokenization: character}"));
        operators.add(
                Cases.operator("remove_repeat_sentences_mapper", "{lowercase: true, ignore_special_character: false}"));
        operators.add(Cases.operator("fix_unicode_mapper", "{normalization: NFKD}"));
        return operators.stream().map(operator -> Arguments.of(operator.name(), operator));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void shouldTakeTimeInProportionToTheText(String name, Operator operator) {
        for (String fragment : FRAGMENTS) {
            shouldGrowLinearly(name + " of " + fragment, operator, length -> repeated(fragment, length));
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void shouldTakeTimeInProportionToAChangingText(String name, Operator operator) {
        shouldGrowLinearly(name + " of different words", operator, OperatorGrowthTest::differentWords);
        shouldGrowLinearly(name + " of different macros", operator, OperatorGrowthTest::differentMacros);
        shouldGrowLinearly(name + " of different tags", operator, OperatorGrowthTest::differentTags);
        shouldGrowLinearly(name + " of fragments", operator, OperatorGrowthTest::fragments);
        shouldGrowLinearly(name + " of a deep nest", operator, n -> "<div>".repeat(n / 11) + "</div>".repeat(n / 11));
        shouldGrowLinearly(name + " of brackets", operator, n -> "ab:c" + "(".repeat(n / 2) + ")".repeat(n / 2));
        shouldGrowLinearly(name + " of one long line", operator, n -> "x".repeat(n) + "\n");
    }

    private static String repeated(String fragment, int length) {
        return fragment.repeat(Math.max(1, length / fragment.length()));
    }

    private static String differentWords(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; text.length() < length; i++) {
            text.append(Integer.toString(i, 36)).append(i % 10 == 9 ? ". " : " ");
        }
        return text.toString();
    }

    /** As many as a text may have. */
    private static String differentMacros(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < 200; i++) {
            text.append("\\def\\m").append(i).append("{v}\n");
        }
        while (text.length() < length) {
            text.append("\\m").append(text.length() % 300).append(' ');
        }
        return text.toString();
    }

    private static String differentTags(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; text.length() < length; i++) {
            text.append("<b").append(i % 3 == 0 ? "" : Integer.toString(i, 36)).append("><p>x</b>");
        }
        return text.toString();
    }

    private static String fragments(int length) {
        Random random = new Random(31);
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        }
        return text.toString();
    }

    @Test
    void shouldSeeAQuadraticStep() {
        Operator quadratic = new Mapper() {
            @Override
            public String name() {
                return "quadratic";
            }

            @Override
            public String map(String text) {
                int found = 0;
                for (int at = 0; at >= 0 && at < text.length(); at += 4) {
                    found += text.indexOf('b', at);
                }
                return found == 0 ? "" : text;
            }
        };
        assertThat(steepness(quadratic, length -> "a".repeat(length))).isGreaterThan(STEEPEST);
    }

    /** Makes a text of about that length. */
    private interface Text {
        String of(int length);
    }

    private static void shouldGrowLinearly(String what, Operator operator, Text text) {
        assertThat(steepness(operator, text)).as(what).isLessThan(STEEPEST);
    }

    /**
     * The exponent of the growth, at its smallest of some tries; 0 where a long text is quick. What looks steep within
     * moments may be a pause of the machine, so it is looked at again in longer texts: n² stays n² there.
     */
    private static double steepness(Operator operator, Text text) {
        if (nanos(operator, text.of(FIRST_LENGTH)) < QUICK_NS) {
            return 0;
        }
        double least = Double.MAX_VALUE;
        long longestNs = 0;
        for (int length = FIRST_LENGTH; least >= STEEPEST && longestNs < CERTAIN_NS; length *= 4) {
            String shorter = text.of(length >> 2);
            String longer = text.of(length);
            // compiled code is compared with compiled code
            for (int i = 0; length == FIRST_LENGTH && i < WARMING; i++) {
                apply(operator, shorter);
            }
            for (int attempt = 0; attempt < TRIES && least >= STEEPEST; attempt++) {
                long shorterNs = Math.min(nanos(operator, shorter), nanos(operator, shorter));
                longestNs = Math.min(nanos(operator, longer), nanos(operator, longer));
                least = Math.min(least, Math.log((double) longestNs / shorterNs) / Math.log(4));
            }
        }
        return least;
    }

    private static long nanos(Operator operator, String text) {
        long beforeNs = CLOCK.getCurrentThreadCpuTime();
        apply(operator, text);
        return Math.max(1, CLOCK.getCurrentThreadCpuTime() - beforeNs);
    }

    private static Object apply(Operator operator, String given) {
        if (operator instanceof Mapper mapper) {
            return mapper.map(given);
        }
        return operator instanceof Deduplicator deduplicator
                ? deduplicator.signature(given)
                : ((Filter) operator).judge(given);
    }
}
