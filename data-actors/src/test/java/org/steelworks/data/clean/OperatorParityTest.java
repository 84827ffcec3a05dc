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
                "text | 04_clean_links_mapper | {}",
                "text | 07_fix_unicode_mapper | {}",
                "text | 08_punctuation_normalization_mapper | {}",
                "text | 11_whitespace_normalization_mapper | {}",
                "text | 14_character_repetition_filter | {min_ratio: 0.0, max_ratio: 0.4}",
                "text | 18_text_length_filter | {min_len: 10, max_len: 100000}",
                "code | 00_clean_email_mapper | {}",
                "code | 01_clean_links_mapper | {}",
                "code | 02_fix_unicode_mapper | {}",
                "code | 03_punctuation_normalization_mapper | {}",
                "code | 04_whitespace_normalization_mapper | {}",
                "code | 09_character_repetition_filter | {max_ratio: 0.36}",
                "code | 11_text_length_filter | {max_len: 96714}",
            })
    void shouldMatchDataJuicerOnEveryText(String recipe, String file, String parameters) {
        Path folder = goldens.resolve("data/step2/open").resolve(recipe);
        Map<String, String> texts = new HashMap<>();
        Cases.file(folder.resolve("inputs.jsonl"))
                .forEach(n -> texts.put(n.get("id").asText(), n.get("text").asText()));
        List<JsonNode> expected = Cases.file(folder.resolve("ops/" + file + ".jsonl"));
        Operator operator = Cases.operator(file.substring(3), parameters);

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

    @ParameterizedTest
    @CsvSource({
        "chinese_convert_mapper, 1",
        "clean_email_mapper, 2",
        "clean_html_mapper, 7",
        "clean_links_mapper, 10",
        "fix_unicode_mapper, 2",
        "punctuation_normalization_mapper, 1",
        "whitespace_normalization_mapper, 1",
        "character_repetition_filter, 1",
        "text_length_filter, 1",
    })
    void shouldPassDataJuicersOwnTests(String name, int leastCases) {
        JsonNode file = Cases.json(goldens.resolve("dj_unit_tests/test_" + name + ".json"));
        int passed = 0;
        for (JsonNode given : file.get("cases")) {
            JsonNode arguments = given.get("op_args");
            String mode = arguments.path("mode").asText("t2s");
            if (mode.equals("t2s")) {
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
            if (!field.getKey().equals("pattern") && !field.getKey().equals("mode")) {
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
