package org.steelworks.data.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.clean.dedup.Comparison;
import org.steelworks.data.clean.dedup.MinHashDeduplicator;
import org.steelworks.data.clean.dedup.SimHashDeduplicator;
import org.steelworks.data.clean.recipe.OperatorRecipeException;

/** Short texts that show an operator's rule, with what Data-Juicer makes of them. */
final class OperatorVectorsTest {

    static Stream<JsonNode> vectors() {
        return Cases.resource("/clean/operator-vectors.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldRewriteOrMeasureAsDataJuicer(JsonNode given) {
        Operator operator =
                Cases.operator(given.get("op").asText(), given.get("parameters").asText());
        String text = given.get("text").asText();
        if (operator instanceof Mapper mapper) {
            assertThat(mapper.map(text)).isEqualTo(given.get("expected").asText());
        } else {
            assertThat(((Filter) operator).judge(text).value())
                    .isEqualTo(given.get("expected").asDouble());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b c d e f | true | '' | 7744601435989463703",
                "a b c d e f | false | '' | 0",
                "a b c d e | true | '' | 0",
                "The  quick brown fox jumps over the lazy dog | true | '' | 12431624588156076741",
                "the quick brown fox jumps over the lazy dog again | true | '' | 12449647804912897989",
                "The quick, brown fox jumps over the lazy dog. | true | \\p{P} | 12431624588156076741",
            })
    void shouldHashAsDataJuicer(String text, boolean lastShingle, String ignored, String hash) {
        SimHashDeduplicator deduplicator = new SimHashDeduplicator(
                "space", 6, lastShingle, new Comparison(true, ignored), new Likeness.Near(6, 4));
        assertThat(Long.toUnsignedString(deduplicator.signature(text)[0])).isEqualTo(hash);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{num_bands: null, num_rows_per_band: null}", "{num_bands: 25, num_rows_per_band: 10}"})
    void shouldChooseTheBandsOfDataJuicer(String parameters) {
        MinHashDeduplicator minHash = (MinHashDeduplicator) Cases.operator("document_minhash_deduplicator", parameters);
        assertThat(minHash.bands().count()).isEqualTo(25);
        assertThat(minHash.bands().rows()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "remove_specific_chars_mapper | {chars_to_remove: 'a]'} | does not take literally",
                "remove_specific_chars_mapper | {chars_to_remove: [a-z, b]} | does not take literally",
                "words_num_filter | {tokenization: true} | needs a SentencePiece model of language en",
                "word_repetition_filter | {rep_len: 0} | rep_len 0 is below 1",
                "document_simhash_deduplicator | {tokenization: sentencepiece} | write space or punctuation or character",
                "document_simhash_deduplicator | {hamming_distance: 6} | do not fit",
                "document_simhash_deduplicator | {window_size: 0} | window_size 0 is below 1",
                "document_simhash_deduplicator | {ignore_pattern: '('} | is no regular expression",
                "document_minhash_deduplicator | {tokenization: sentencepiece} | name its file with tokenizer_model",
                "document_minhash_deduplicator | {tokenizer_model: nowhere} | no file",
                "document_minhash_deduplicator | {num_bands: 20, num_rows_per_band: 20} | must be from 1 to",
            })
    void shouldRefuseWhatItCannotDo(String name, String parameters, String told) {
        assertThatThrownBy(() -> Cases.operator(name, parameters))
                .isInstanceOf(OperatorRecipeException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(told);
    }
}
