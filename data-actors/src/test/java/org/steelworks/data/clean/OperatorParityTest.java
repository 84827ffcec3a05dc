package org.steelworks.data.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.data.text.html.HtmlText;

/** Every case of the golden folder, and the cases of Data-Juicer's own operator tests. */
@Tag("goldens")
final class OperatorParityTest {
    private final Path goldens = Path.of(System.getProperty("steel.goldens"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text | 00_chinese_convert_mapper | {mode: t2s}",
                "text | 01_clean_email_mapper | {}",
                "text | 02_clean_html_mapper | {}",
                "text | 03_clean_ip_mapper | {}",
                "text | 04_clean_links_mapper | {}",
                "text | 05_clean_copyright_mapper | {}",
                "text | 06_expand_macro_mapper | {}",
                "text | 07_fix_unicode_mapper | {}",
                "text | 08_punctuation_normalization_mapper | {}",
                "text | 09_remove_repeat_sentences_mapper | {lowercase: false, min_repeat_sentence_length: 2}",
                "text | 10_remove_specific_chars_mapper | {}",
                "text | 11_whitespace_normalization_mapper | {}",
                "text | 12_alphanumeric_filter | {tokenization: false, min_ratio: 0.0, max_ratio: 0.9}",
                "text | 13_average_line_length_filter | {min_len: 10, max_len: 150}",
                "text | 14_character_repetition_filter | {min_ratio: 0.0, max_ratio: 0.4}",
                "text | 15_maximum_line_length_filter | {max_len: 1000}",
                "text | 16_perplexity_filter | {lang: zh, max_ppl: 1500}",
                "text | 17_special_characters_filter | {min_ratio: 0.0, max_ratio: 0.25}",
                "text | 18_text_length_filter | {min_len: 10, max_len: 100000}",
                "text | 19_words_num_filter | {lang: zh, tokenization: false, min_num: 10, max_num: 10000}",
                "text | 20_word_repetition_filter | {lang: zh, tokenization: false, min_ratio: 0.0, max_ratio: 0.5}",
                "code | 00_clean_email_mapper | {}",
                "code | 01_clean_links_mapper | {}",
                "code | 02_fix_unicode_mapper | {}",
                "code | 03_punctuation_normalization_mapper | {}",
                "code | 04_whitespace_normalization_mapper | {}",
                "code | 05_clean_copyright_mapper | {}",
                "code | 06_alphanumeric_filter | {tokenization: false, min_ratio: 0.2, max_ratio: 0.9163}",
                "code | 07_alphanumeric_filter | {tokenization: true, min_ratio: 0.546, max_ratio: 3.65}",
                "code | 08_average_line_length_filter | {min_len: 10, max_len: 150}",
                "code | 09_character_repetition_filter | {max_ratio: 0.36}",
                "code | 10_maximum_line_length_filter | {max_len: 1000}",
                "code | 11_text_length_filter | {max_len: 96714}",
                "code | 12_words_num_filter | {min_num: 20, max_num: 6640}",
                "code | 13_word_repetition_filter | {rep_len: 10, max_ratio: 0.357}",
            })
    void shouldMatchDataJuicerOnEveryText(String recipe, String file, String parameters) {
        Path folder = goldens.resolve("data/step2/open").resolve(recipe);
        Map<String, String> texts = new HashMap<>();
        Cases.file(folder.resolve("inputs.jsonl"))
                .forEach(n -> texts.put(n.get("id").asText(), n.get("text").asText()));
        List<JsonNode> expected = Cases.file(folder.resolve("ops/" + file + ".jsonl"));
        String name = file.substring(3);
        Operator operator =
                name.equals("perplexity_filter") ? perplexityFilter(parameters) : Cases.operator(name, parameters);

        assertThat(expected).hasSameSizeAs(texts.keySet());
        for (JsonNode line : expected) {
            String id = line.get("id").asText();
            if (operator instanceof Mapper mapper) {
                String text = line.get("changed").asBoolean() ? line.get("text").asText() : texts.get(id);
                assertThat(mapper.map(texts.get(id))).as(id).isEqualTo(text);
            } else {
                Verdict verdict = ((Filter) operator).judge(texts.get(id));
                double value = line.get("stats").get(verdict.statistic()).asDouble();
                // The relative bound covers the printing of doubles; both sides divide two whole numbers once.
                assertThat(verdict.value()).as(id).isCloseTo(value, within(1e-9 * value));
                assertThat(verdict.keep()).as(id).isEqualTo(line.get("keep").asBoolean());
            }
        }
    }

    @Test
    void shouldGiveTheWholeRecipesPerplexities() {
        Path folder = goldens.resolve("data/step2/open/text");
        Map<String, String> mapped = new HashMap<>();
        Cases.file(folder.resolve("inputs.jsonl"))
                .forEach(n -> mapped.put(n.get("id").asText(), n.get("text").asText()));
        Cases.file(folder.resolve("chain_no_ppl.jsonl")).stream()
                .filter(n -> n.has("text"))
                .forEach(n -> mapped.put(n.get("id").asText(), n.get("text").asText()));
        Filter filter = perplexityFilter("{lang: zh, max_ppl: 1500}");

        for (JsonNode line : Cases.file(folder.resolve("chain_toy_ppl.jsonl"))) {
            String id = line.get("id").asText();
            Verdict verdict = filter.judge(mapped.get(id));
            boolean dropped = false;
            for (JsonNode by : line.get("dropped_by")) {
                dropped |= by.asText().equals(filter.name());
            }
            assertThat(verdict.value()).as(id).isEqualTo(line.get("perplexity").asDouble());
            assertThat(verdict.keep()).as(id).isEqualTo(!dropped);
        }
    }

    /** With the golden folder's small models in place of the published ones. */
    private Filter perplexityFilter(String parameters) {
        Path models = goldens.resolve("data/step2/assets/toy_ppl");
        return (Filter) Cases.operator(
                "perplexity_filter",
                parameters.replace(
                        "}",
                        ", sp_model: " + models.resolve("zh.sp.model") + ", kenlm_model: " + models.resolve("zh.arpa")
                                + "}"));
    }

    @ParameterizedTest
    @CsvSource({
        "chinese_convert_mapper, 1",
        "clean_email_mapper, 2",
        "clean_html_mapper, 7",
        "clean_links_mapper, 10",
        "fix_unicode_mapper, 2",
        "punctuation_normalization_mapper, 1",
        "whitespace_normalization_mapper, 1",
        "clean_ip_mapper, 3",
        "clean_copyright_mapper, 1",
        "expand_macro_mapper, 1",
        "remove_repeat_sentences_mapper, 2",
        "remove_specific_chars_mapper, 1",
        "alphanumeric_filter, 2",
        "average_line_length_filter, 1",
        "maximum_line_length_filter, 1",
        "special_characters_filter, 1",
        "words_num_filter, 1",
        "word_repetition_filter, 1",
        "character_repetition_filter, 1",
        "text_length_filter, 1",
    })
    void shouldPassDataJuicersOwnTests(String name, int leastCases) {
        JsonNode file = Cases.json(goldens.resolve("dj_unit_tests/test_" + name + ".json"));
        int passed = 0;
        for (JsonNode given : file.get("cases")) {
            JsonNode arguments = given.get("op_args");
            String mode = arguments.path("mode").asText("t2s");
            // word models are the user's: those cases have a language and no model here
            boolean modelled = arguments.path("lang").asText().equals("zh");
            if (mode.equals("t2s") && !modelled) {
                Operator operator = Cases.operator(name, parameters(name, arguments));
                check(operator, given);
                passed++;
            }
        }
        assertThat(passed).isGreaterThanOrEqualTo(leastCases);
    }

    @Test
    void shouldReadHtmlAsSelectolax() {
        JsonNode units = Cases.json(goldens.resolve("data/step2/assets/html_units.json"));
        assertThat(units.size()).isPositive();
        for (JsonNode unit : units) {
            assertThat(HtmlText.body(unit.get("html").asText()))
                    .as("%s", unit)
                    .isEqualTo(unit.get("text").asText());
        }
    }

    /** Without {@code pattern}: these tests give the built-in ones. */
    private static String parameters(String name, JsonNode arguments) {
        List<String> parameters = new ArrayList<>();
        if (name.equals("chinese_convert_mapper")) {
            parameters.add("mode: t2s");
        }
        arguments.fields().forEachRemaining(field -> {
            if (field.getKey().equals("remove_regex")) {
                parameters.add("ignore_special_character: " + !field.getValue().isNull());
            } else if (!List.of("pattern", "mode", "model_key", "pat", "cpat").contains(field.getKey())) {
                // The recording has the operator's field name for rep_len.
                String parameter = field.getKey().equals("n") ? "rep_len" : field.getKey();
                parameters.add(parameter + ": " + field.getValue());
            }
        });
        return "{" + String.join(", ", parameters) + "}";
    }

    private static void check(Operator operator, JsonNode given) {
        if (operator instanceof Mapper mapper) {
            for (JsonNode sample : given.get("samples")) {
                assertThat(mapper.map(sample.get("text").asText()))
                        .isEqualTo(sample.get("target").asText());
            }
        } else {
            List<String> kept = new ArrayList<>();
            for (JsonNode input : given.get("input")) {
                String text = input.get("text").asText();
                if (((Filter) operator).judge(text).keep()) {
                    kept.add(text);
                }
            }
            List<String> expected = new ArrayList<>();
            given.get("expected").forEach(n -> expected.add(n.get("text").asText()));
            assertThat(kept).isEqualTo(expected);
        }
    }
}
