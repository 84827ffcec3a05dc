package org.steelworks.data.clean.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.Mapper;
import org.steelworks.data.clean.Operator;
import org.steelworks.data.clean.OperatorRecipe;

final class OperatorRecipeReaderTest {
    private final OperatorRecipeReader reader = new OperatorRecipeReader(OperatorRegistry.standard());

    @Test
    void shouldReadOperatorsInOrderAndSettingsAside() {
        String yaml =
                """
                # as published
                project_name: 'code'
                dataset_path: '/in/x.jsonl'
                text_keys: 'text'
                export_in_parallel: false
                np: 40
                text_keys: 'text'
                suffixes: []
                ds_cache_dir: null
                trace_num: 10
                cache_compress: zstd
                process:
                  - clean_email_mapper:
                  - text_length_filter: {"max_len": 20}
                  - clean_links_mapper:
                      repl: ""

                  - text_length_filter:
                      min_len: 2
                """;

        OperatorRecipeReader.RecipeFile read = reader.read("some/dir/mine.yaml", yaml);

        assertThat(read.recipe().name()).isEqualTo("mine");
        assertThat(read.recipe().operators())
                .extracting(Operator::name)
                .containsExactly(
                        "clean_email_mapper", "text_length_filter", "clean_links_mapper", "text_length_filter");
        assertThat(((Filter) read.recipe().operators().get(1))
                        .judge("x".repeat(21))
                        .keep())
                .isFalse();
        assertThat(((Filter) read.recipe().operators().get(1))
                        .judge("x".repeat(9))
                        .keep())
                .isFalse();
        assertThat(((Filter) read.recipe().operators().get(3)).judge("xx").keep())
                .isTrue();
        assertThat(read.unusedKeys())
                .containsExactly(
                        "project_name",
                        "dataset_path",
                        "text_keys",
                        "export_in_parallel",
                        "np",
                        "suffixes",
                        "ds_cache_dir",
                        "trace_num",
                        "cache_compress");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "process:\\n  - clean_emial_mapper: | 2 | unknown operator \"clean_emial_mapper\"; nearest known is \"clean_email_mapper\"",
                "process:\\n  - text_length_filter:\\n      min_length: 3 | 3 | unknown parameter of text_length_filter \"min_length\"; nearest known is \"min_len\"",
                "process:\\n  - fix_unicode_mapper:\\n      form: NFC | 3 | nearest known is \"normalization\"",
                "process:\\n  - punctuation_normalization_mapper:\\n      x: 1 | 3 | has no parameters; remove \"x\"",
                "proces:\\n  - clean_email_mapper: | 1 | unknown key \"proces\"; nearest known is \"process\"",
                "np: many\\nprocess: [] | 1 | np must be a whole number, found text \"many\"",
                "np: 1\\nnp: 2\\nprocess: [] | 2 | key \"np\" was given on line 1 with another value",
                "text_keys: content\\nprocess: [] | 1 | write text_keys: text",
                "np: 3 | 0 | key \"process\" is missing",
                "process: | 1 | process must be a list of operators, found nothing",
                "process: [] | 1 | process lists no operator",
                "process:\\n  - clean_email_mapper | 2 | found text \"clean_email_mapper\"",
                "process:\\n  - text_length_filter:\\n    min_len: 3 | 2 | indent parameters deeper",
                "process:\\n  - text_length_filter: 3 | 2 | takes parameters as keys, found 3",
                "process:\\n  - text_length_filter: {min_len: 1.5} | 2 | min_len must be a whole number, found 1.5",
                "process:\\n  - text_length_filter: {min_len: \"5\"} | 2 | min_len must be a whole number, found text \"5\"",
                "process:\\n  - text_length_filter: {min_len: 99999999999999999999} | 2 | beyond 9223372036854775807",
                "process:\\n  - text_length_filter: {min_len: 5, min_len: 6} | 2 | with another value",
                "process:\\n  - text_length_filter: {min_len: 9, max_len: 5} | 2 | text_length_filter: min_len 9 is above max_len 5",
                "process:\\n  - character_repetition_filter: {rep_len: 0} | 2 | rep_len 0 is below 1",
                "process:\\n  - character_repetition_filter: {max_ratio: .nan} | 2 | Malformed numeric value '.nan'",
                "process:\\n  - chinese_convert_mapper: | 2 | mode s2t is not available; write mode: t2s",
                "process:\\n  - fix_unicode_mapper: {normalization: NFX} | 2 | write NFC, NFD, NFKC or NFKD",
                "process:\\n  - clean_email_mapper: {repl: '\\\\1'} | 2 | has a backslash",
                "process:\\n  - clean_email_mapper: &a {}\\n  - clean_links_mapper: *a | 3 | aliases",
                "process: [\\n | 2 | this is not YAML: while parsing a flow node: expected the node content",
                "a:\\n\t- b | 2 | Do not use",
                "- clean_email_mapper: | 1 | expected keys such as \"process:\"",
                "process:\\n  - clean_email_mapper:\\n---\\nx: 1 | 4 | a second YAML document",
            })
    void shouldRefuseWithLineAndRemedy(String yaml, int line, String message) {
        String text = yaml.replace("\\n", "\n").replace("\\\\", "\\");

        OperatorRecipeException refused =
                catchThrowableOfType(OperatorRecipeException.class, () -> reader.read("r.yaml", text));

        assertThat(refused).as(text).isNotNull().hasMessageContaining(message);
        assertThat(refused).hasMessageStartingWith(line == 0 ? "r.yaml: " : "r.yaml line " + line + ": ");
        assertThat(refused.line()).isEqualTo(line);
        assertThat(refused.file()).isEqualTo("r.yaml");
    }

    @Test
    void shouldShipThePublishedOrder() {
        OperatorRecipe text = reader.bundled("steel-text");
        OperatorRecipe code = reader.bundled("steel-code");

        assertThat(text.operators())
                .extracting(Operator::name)
                .containsExactly(
                        "chinese_convert_mapper",
                        "clean_email_mapper",
                        "clean_links_mapper",
                        "fix_unicode_mapper",
                        "punctuation_normalization_mapper",
                        "whitespace_normalization_mapper",
                        "character_repetition_filter",
                        "text_length_filter");
        assertThat(code.operators())
                .extracting(Operator::name)
                .containsExactlyElementsOf(names(text).subList(1, 8));
        assertThat(judge(text, 7, "x".repeat(100_001))).isFalse();
        assertThat(judge(text, 7, "x".repeat(100_000))).isTrue();
        assertThat(judge(code, 6, "x".repeat(96_715))).isFalse();
        assertThat(judge(code, 6, "x".repeat(96_714))).isTrue();
    }

    private static List<String> names(OperatorRecipe recipe) {
        return recipe.operators().stream().map(Operator::name).toList();
    }

    private static boolean judge(OperatorRecipe recipe, int operator, String text) {
        return ((Filter) recipe.operators().get(operator)).judge(text).keep();
    }

    @Test
    void shouldConvertWithTheShippedDictionaries() {
        Mapper convert = (Mapper) reader.bundled("steel-text").operators().get(0);

        assertThat(convert.map("乾坤 乾燥 頭髮 發展 著作 看著 後天 皇后 臺灣 隻身 裡面 麵包 甚麼 什麼"))
                .isEqualTo("乾坤 干燥 头发 发展 著作 看著 后天 皇后 台湾 只身 里面 面包 甚么 什么");
    }

    @Test
    void shouldFallBackToDataJuicersDefaults() {
        OperatorRegistry registry = OperatorRegistry.standard();

        assertThat(registry.entries()).hasSize(9);
        assertThat(registry.find("character_repetition_filter").orElseThrow().parameters())
                .extracting(OperatorParameter::name, OperatorParameter::fallback)
                .containsExactly(tuple("rep_len", 10L), tuple("min_ratio", 0.0), tuple("max_ratio", 0.5));
        assertThat(registry.find("no_such_mapper")).isEmpty();
    }

    @Test
    void shouldNameTheNearestBundledRecipe() {
        IllegalArgumentException refused =
                catchThrowableOfType(IllegalArgumentException.class, () -> reader.bundled("steel-txt"));

        assertThat(refused).hasMessageContaining("nearest is steel-text");
    }
}
