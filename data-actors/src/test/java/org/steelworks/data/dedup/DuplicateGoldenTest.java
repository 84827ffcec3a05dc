package org.steelworks.data.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.data.clean.Likeness;
import org.steelworks.data.clean.dedup.Comparison;
import org.steelworks.data.clean.dedup.SimHashDeduplicator;

/** SimHashes and decisions of Data-Juicer, of both ways to count shingles. */
@Tag("goldens")
final class DuplicateGoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path goldens = Path.of(System.getProperty("steel.goldens"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "text/ops/21_document_simhash_deduplicator.jsonl, false, ''",
        "text/ops/21_document_simhash_deduplicator.dj-1.4.3.jsonl, true, ''",
        "code/ops/14_document_simhash_deduplicator.jsonl, false, \\p{P}",
        "code/ops/14_document_simhash_deduplicator.dj-1.4.3.jsonl, true, \\p{P}",
    })
    void shouldHashAndKeepAsDataJuicer(String file, boolean lastShingle, String ignored) throws Exception {
        Path open = goldens.resolve("data/step2/open");
        Map<String, String> texts = new HashMap<>();
        for (JsonNode input : lines(open.resolve(file.substring(0, 4)).resolve("inputs.jsonl"))) {
            texts.put(input.get("id").asText(), input.get("text").asText());
        }
        SimHashDeduplicator deduplicator = simHash("space", lastShingle, ignored);
        List<String> documents = new ArrayList<>();
        List<JsonNode> expected = lines(open.resolve(file));
        for (JsonNode line : expected) {
            String text = texts.get(line.get("id").asText());
            documents.add(text);
            assertThat(Long.toUnsignedString(deduplicator.signature(text)[0]))
                    .as(line.get("id").asText())
                    .isEqualTo(line.get("simhash").asText());
        }
        List<Boolean> kept = Searches.kept(documents, List.of(deduplicator), folder, 64);
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i))
                    .as(expected.get(i).get("id").asText())
                    .isEqualTo(expected.get(i).get("keep").asBoolean());
        }
    }

    @Test
    void shouldPassDataJuicersOwnTests() throws Exception {
        JsonNode file = JSON.readTree(
                Files.readString(goldens.resolve("dj_unit_tests/test_document_simhash_deduplicator.json")));
        int passed = 0;
        for (JsonNode given : file.get("cases")) {
            JsonNode arguments = given.get("op_args");
            String tokens = arguments.get("tokenization").asText();
            if (tokens.equals("unimplemented")) {
                continue;
            }
            String ignored = arguments.get("ignore_pattern").asText().replace("regex:", "");
            List<String> documents = new ArrayList<>();
            given.get("input").forEach(n -> documents.add(n.get("text").asText()));
            List<String> expected = new ArrayList<>();
            given.get("expected").forEach(n -> expected.add(n.get("text").asText()));
            Path own = Files.createDirectory(folder.resolve("case-" + passed));
            List<Boolean> keeps = Searches.kept(documents, List.of(simHash(tokens, true, ignored)), own, 1 << 10);
            List<String> kept = new ArrayList<>();
            for (int i = 0; i < documents.size(); i++) {
                if (keeps.get(i)) {
                    kept.add(documents.get(i));
                }
            }
            assertThat(kept).as(tokens).isEqualTo(expected);
            passed++;
        }
        assertThat(passed).isEqualTo(4);
    }

    private static SimHashDeduplicator simHash(String tokens, boolean lastShingle, String ignored) {
        return new SimHashDeduplicator(tokens, 6, lastShingle, new Comparison(true, ignored), new Likeness.Near(6, 4));
    }

    private static List<JsonNode> lines(Path file) throws Exception {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            nodes.add(JSON.readTree(line));
        }
        return nodes;
    }
}
