package org.steelworks.data.clean;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.steelworks.data.FastTextCases;
import org.steelworks.data.PerplexityCases;
import org.steelworks.data.RandomTexts;
import org.steelworks.data.clean.recipe.OperatorEntry;
import org.steelworks.data.clean.recipe.OperatorRegistry;

/**
 * What holds for every operator of the registry on every text. A new operator is taken up by itself: with its defaults, or,
 * where these need a file or are refused, with parameters named here; a mapper has to be idempotent or to show a text on
 * which the original is not.
 */
final class EveryOperatorTest {
    private static final int ROUNDS = 150;

    private static final String PIECES = "sp_model: '" + PerplexityCases.file("unigram.model") + "'";

    /** Beside the defaults. */
    private static final Map<String, List<String>> PARAMETERS = Map.ofEntries(
            entry("chinese_convert_mapper", List.of("{mode: t2s}")),
            entry("clean_email_mapper", List.of("{repl: <email>}")),
            entry("clean_links_mapper", List.of("{repl: '|'}")),
            entry("clean_ip_mapper", List.of("{repl: 1.1.1.1}")),
            entry("fix_unicode_mapper", List.of("{normalization: NFKC}", "{normalization: NFD}")),
            entry(
                    "remove_repeat_sentences_mapper",
                    List.of("{lowercase: true, ignore_special_character: false, min_repeat_sentence_length: 0}")),
            entry("remove_specific_chars_mapper", List.of("{chars_to_remove: [a, '\u4E2D', '.'], keep_pipe: true}")),
            entry("alphanumeric_filter", List.of("{tokenization: true}")),
            entry("character_repetition_filter", List.of("{rep_len: 1}", "{rep_len: 3, max_ratio: 0.1}")),
            entry("words_num_filter", List.of("{tokenization: true, " + PIECES + "}")),
            entry(
                    "word_repetition_filter",
                    List.of("{rep_len: 1}", "{rep_len: 2, tokenization: true, " + PIECES + "}")),
            entry(
                    "perplexity_filter",
                    List.of("{" + PIECES + ", kenlm_model: '" + PerplexityCases.file("order4.trie.bin") + "'}")),
            entry(
                    "language_id_score_filter",
                    List.of(
                            "{fasttext_model: '" + FastTextCases.file("runs.bin") + "'}",
                            "{lang: [en, ja], fasttext_model: '" + FastTextCases.file("parts-cut.ftz") + "'}")),
            entry("document_deduplicator", List.of("{lowercase: true, ignore_non_character: true}")),
            entry(
                    "document_simhash_deduplicator",
                    List.of(
                            "{tokenization: character, window_size: 1, ignore_pattern: '\\p{P}'}",
                            "{tokenization: punctuation, last_shingle: true, lowercase: false}")),
            entry(
                    "document_minhash_deduplicator",
                    List.of(
                            "{tokenization: character, num_permutations: 20, num_bands: 5, num_rows_per_band: 4}",
                            "{tokenization: sentencepiece, tokenizer_model: '" + PerplexityCases.file("bpe.model")
                                    + "', num_permutations: 20, num_bands: 5, num_rows_per_band: 4}")));

    /** Defaults that are refused: they need a file of the user's, or are not available. */
    private static final List<String> WITHOUT_DEFAULTS =
            List.of("chinese_convert_mapper", "perplexity_filter", "language_id_score_filter");

    /** Texts that the original changes again when it is run on its own result. */
    private static final Map<String, String> CHANGED_TWICE = Map.ofEntries(
            entry("clean_html_mapper", "&amp;lt;"),
            entry("clean_copyright_mapper", "/* copyright */ /* copyright */"),
            entry("clean_ip_mapper", "1:2:3:4:1.2.3.4a:6:7:8"),
            entry("expand_macro_mapper", "\\newcommand{\\q}{R}\n\\newcommand{\\p}{\\q}\n\\p ."),
            entry("fix_unicode_mapper", "&amp;\u2028<p>"),
            entry("whitespace_normalization_mapper", "\u200Ba"));

    static Stream<OperatorEntry> entries() {
        return OperatorRegistry.standard().entries().stream();
    }

    private static List<Operator> operators(OperatorEntry entry) {
        List<Operator> operators = new ArrayList<>();
        if (!WITHOUT_DEFAULTS.contains(entry.name())) {
            operators.add(Cases.operator(entry.name(), ""));
        }
        PARAMETERS.getOrDefault(entry.name(), List.of()).forEach(p -> operators.add(Cases.operator(entry.name(), p)));
        return operators;
    }

    @Test
    void shouldNameOperatorsOfTheRegistryOnly() {
        List<String> names = entries().map(OperatorEntry::name).toList();
        assertThat(names).containsAll(PARAMETERS.keySet()).containsAll(CHANGED_TWICE.keySet());
    }

    @ParameterizedTest
    @MethodSource("entries")
    void shouldDescribeItself(OperatorEntry entry) {
        assertThat(operators(entry)).isNotEmpty().allMatch(operator -> operator.name()
                .equals(entry.name()));
        assertThat(entry.parameters())
                .allSatisfy(parameter ->
                        assertThat(parameter.meaning()).as(parameter.name()).endsWith("."));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void shouldSurviveRandomUnicodeAndAnswerTheSameAgain(OperatorEntry entry) {
        List<Operator> operators = operators(entry);
        AtomicReference<String> at = new AtomicReference<>();
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        Random random = new Random(round);
                        String text = RandomTexts.of(random, random.nextInt(round % 10 == 0 ? 3000 : 120));
                        at.set(entry.name() + ", round " + round);
                        for (Operator operator : operators) {
                            check(operator, text, at.get());
                        }
                    }
                },
                at::get);
    }

    private static void check(Operator operator, String text, String at) {
        // an equal text in another place of memory
        String same = new StringBuilder(text).toString();
        if (operator instanceof Mapper mapper) {
            String mapped = mapper.map(text);
            assertThat(mapper.map(same)).as(at).isEqualTo(mapped);
            if (mapped.equals(text)) {
                assertThat(mapped).as(at).isSameAs(text);
            }
        } else if (operator instanceof Filter filter) {
            Verdict verdict = filter.judge(text);
            assertThat(verdict).as(at).isEqualTo(filter.judge(same)).isEqualTo(filter.look(text));
            assertThat(verdict.value()).as(at).isEqualTo(filter.measure(text)).isNotNaN();
            assertThat(verdict.statistic()).as(at).isEqualTo(filter.range().statistic());
            assertThat(verdict.reason().isEmpty()).as(at).isEqualTo(verdict.keep());
            if (verdict.keep()) {
                assertThat(verdict.value())
                        .as(at)
                        .isBetween(filter.range().min(), filter.range().max());
            }
        } else if (operator instanceof Deduplicator deduplicator) {
            assertThat(deduplicator.signature(text))
                    .as(at)
                    .hasSize(deduplicator.signatureLongs())
                    .isEqualTo(deduplicator.signature(same));
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void shouldChangeNothingTheSecondTimeWhereTheOriginalDoesNot(OperatorEntry entry) {
        for (Operator operator : operators(entry)) {
            if (!(operator instanceof Mapper mapper)) {
                continue;
            }
            String witness = CHANGED_TWICE.get(entry.name());
            if (witness != null) {
                String once = ((Mapper) operators(entry).get(0)).map(witness);
                assertThat(((Mapper) operators(entry).get(0)).map(once)).isNotEqualTo(once);
                continue;
            }
            for (int round = 0; round < 2 * ROUNDS; round++) {
                Random random = new Random(1000 + round);
                String once = mapper.map(RandomTexts.of(random, random.nextInt(80)));
                assertThat(mapper.map(once))
                        .as("%s, round %d", entry.name(), round)
                        .isEqualTo(once);
            }
        }
    }
}
