package org.steelworks.data.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.clean.recipe.OperatorRecipeReader;
import org.steelworks.data.clean.recipe.OperatorRegistry;
import org.steelworks.data.document.Document;

/** Each operator alone on invented texts, against what Data-Juicer 1.0.3 made of them with the published parameters. */
final class InventedCasesTest {
    private static final List<JsonNode> CASES = Cases.resource("/clean/invented-cases.jsonl");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chinese_convert_mapper",
                "clean_email_mapper",
                "clean_links_mapper",
                "fix_unicode_mapper",
                "punctuation_normalization_mapper",
                "whitespace_normalization_mapper"
            })
    void shouldRewriteAsDataJuicer(String name) {
        Mapper mapper = (Mapper) Cases.operator(name, name.startsWith("chinese") ? "{mode: t2s}" : "{}");
        int changed = 0;
        for (JsonNode given : CASES) {
            String text = given.get("text").asText();
            JsonNode expected = given.get("expected").get(name);
            changed += expected == null ? 0 : 1;
            String mapped = mapper.map(text);
            assertThat(mapped)
                    .as("%s of %s", name, given.get("source"))
                    .isEqualTo(expected == null ? text : expected.asText());
            if (expected == null) {
                assertThat(mapped).as("%s of %s", name, given.get("source")).isSameAs(text);
            }
        }
        assertThat(changed).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text_length_filter | {min_len: 10, max_len: 100000} | keep_text",
                "text_length_filter | {max_len: 96714} | keep_code",
                "character_repetition_filter | {min_ratio: 0.0, max_ratio: 0.4} | keep_text",
                "character_repetition_filter | {max_ratio: 0.36} | keep_code",
            })
    void shouldJudgeAsDataJuicer(String name, String parameters, String keep) {
        Filter filter = (Filter) Cases.operator(name, parameters);
        int judged = 0;
        for (JsonNode given : CASES) {
            JsonNode expected = given.get("expected").get(name);
            if (expected.has(keep)) {
                Verdict verdict = filter.judge(given.get("text").asText());
                double value = expected.get("value").asDouble();
                // Both sides divide two whole numbers once, so only the printing of doubles may differ.
                assertThat(verdict.value()).as(given.get("source").asText()).isCloseTo(value, within(1e-9 * value));
                assertThat(verdict.keep())
                        .as(given.get("source").asText())
                        .isEqualTo(expected.get(keep).asBoolean());
                judged++;
            }
        }
        assertThat(judged).isGreaterThan(100);
    }

    @Test
    void shouldAgreeWithTheOriginalLibrariesOnRandomTexts() {
        // Made by ftfy 6.3.1, OpenCC 1.1.9, Python's regex module with Data-Juicer's patterns, and counting n-grams.
        Map<String, Operator> operators = Map.of(
                "fix_unicode_mapper", Cases.operator("fix_unicode_mapper", ""),
                "clean_links_mapper", Cases.operator("clean_links_mapper", ""),
                "clean_email_mapper", Cases.operator("clean_email_mapper", ""),
                "chinese_convert_mapper", Cases.operator("chinese_convert_mapper", "{mode: t2s}"),
                "character_repetition_filter", Cases.operator("character_repetition_filter", ""));
        for (JsonNode given : Cases.resource("/clean/random-cases.jsonl")) {
            Operator operator = operators.get(given.get("op").asText());
            String text = given.get("text").asText();
            if (operator instanceof Mapper mapper) {
                assertThat(mapper.map(text))
                        .as("%s", given)
                        .isEqualTo(given.get("out").asText());
            } else {
                double value = ((Filter) operator).judge(text).value();
                assertThat(value).as("%s", given).isEqualTo(given.get("out").asDouble());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"steel-text", "steel-code"})
    void shouldRunAWholeRecipeAsItsOperatorsOneByOne(String recipeName) {
        OperatorRecipe recipe = new OperatorRecipeReader(OperatorRegistry.standard()).bundled(recipeName);
        int kept = 0;
        for (JsonNode given : CASES) {
            String source = given.get("source").asText();
            Document document = new Document(source, 7, given.get("text").asText());
            OperatorRecipe.Outcome outcome = recipe.run(document);
            assertThat(outcome.document().source()).isEqualTo(source);
            assertThat(outcome.document().index()).isEqualTo(7);
            kept += outcome instanceof OperatorRecipe.Kept ? 1 : 0;
            String last = lastText(recipe, document.text());
            assertThat(outcome.document().text()).as(source).isEqualTo(last);
        }
        assertThat(kept).isBetween(1, CASES.size() - 1);
    }

    private static String lastText(OperatorRecipe recipe, String text) {
        String current = text;
        for (Operator operator : recipe.operators()) {
            if (operator instanceof Mapper mapper) {
                current = mapper.map(current);
            }
        }
        return current;
    }
}
