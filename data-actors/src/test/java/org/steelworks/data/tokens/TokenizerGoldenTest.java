package org.steelworks.data.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.Goldens;

@Tag("goldens")
class TokenizerGoldenTest {

    @Test
    void shouldGiveTheIdsOfTransformers() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(Goldens.path("tokenizer"))) {
            assertThat(tokenizer.engine()).contains("our encoder");
            checkAll(tokenizer);
            assertThat(tokenizer.digest())
                    .as("shards of older packings name this")
                    .isEqualTo("9a576d7ab5466d038e1c164e1da1a790d91266d9c3412f8efaa3e6884f79e215");
            assertThat(tokenizer.vocabularySize()).isEqualTo(151_646);
            assertThat(tokenizer.special().pad()).hasValue(151_643);
            assertThat(tokenizer.special().eos()).hasValue(151_645);
        }
    }

    @Test
    void shouldBuildTheSameTokenizerFromVocabularyAndMerges(@TempDir Path folder) throws IOException {
        ObjectNode whole = (ObjectNode) Goldens.json("tokenizer/tokenizer.json");
        Goldens.JSON.writeValue(
                folder.resolve("vocab.json").toFile(), whole.path("model").path("vocab"));
        StringBuilder merges = new StringBuilder();
        for (JsonNode merge : (ArrayNode) whole.path("model").path("merges")) {
            merges.append(merge.textValue()).append('\n');
        }
        Files.writeString(folder.resolve("merges.txt"), merges);
        Files.copy(Goldens.path("tokenizer/tokenizer_config.json"), folder.resolve("tokenizer_config.json"));
        try (Tokenizer built = Tokenizer.open(folder);
                Tokenizer given = Tokenizer.open(Goldens.path("tokenizer"))) {
            checkAll(built);
            assertThat(built.digest()).isEqualTo(given.digest());
        }
    }

    private static void checkAll(Tokenizer tokenizer) throws IOException {
        List<JsonNode> rows = Goldens.jsonLines("tokenizer/token_ids.open.jsonl");
        assertThat(rows).hasSizeGreaterThan(100);
        for (JsonNode row : rows) {
            String text = row.path("text").textValue();
            int[] ids = Goldens.ints(row.path("ids"));
            assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
            assertThat(tokenizer.decode(ids, false))
                    .isEqualTo(row.has("decoded") ? row.path("decoded").textValue() : text);
        }
    }
}
