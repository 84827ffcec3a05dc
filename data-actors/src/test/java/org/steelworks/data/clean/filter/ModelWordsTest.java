package org.steelworks.data.clean.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.PerplexityCases;
import org.steelworks.data.piece.SentencePieces;

/** Words that a SentencePiece model finds, against Data-Juicer's functions ({@code tools/make_word_cases.py}). */
final class ModelWordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"unigram", "unigram-bytes", "unigram-plain", "bpe", "bpe-suffix"})
    void shouldCountAsDataJuicer(String name) throws Exception {
        SentencePieces pieces = SentencePieces.of(Files.readAllBytes(PerplexityCases.file(name + ".model")));
        WordsNumFilter count = new WordsNumFilter(pieces::each, 10, 30);
        List<JsonNode> cases = cases(name);

        assertThat(cases).hasSizeGreaterThan(80);
        for (JsonNode given : cases) {
            String text = given.get("text").asText();
            int words = given.get("words").asInt();
            assertThat(count.measure(text)).as(text).isEqualTo(words);
            assertThat(count.judge(text).keep()).isEqualTo(words >= 10 && words <= 30);
            for (int n = 1; n <= 3; n++) {
                assertThat(new WordRepetitionFilter(pieces::each, n, 0, 1).measure(text))
                        .as("%d-grams of %s", n, text)
                        .isEqualTo(
                                given.get("repetition").get(Integer.toString(n)).asDouble());
            }
        }
    }

    private static List<JsonNode> cases(String model) throws Exception {
        List<JsonNode> cases = new ArrayList<>();
        try (InputStream in = ModelWordsTest.class.getResourceAsStream("/clean/word-model-cases.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                JsonNode given = new ObjectMapper().readTree(line);
                if (given.get("model").asText().equals(model)) {
                    cases.add(given);
                }
            }
        }
        return cases;
    }
}
