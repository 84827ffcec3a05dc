package org.steelworks.data.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.data.clean.recipe.OperatorRecipeReader;
import org.steelworks.data.clean.recipe.OperatorRegistry;
import org.steelworks.data.prepare.PrepareRun;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.unit.InputSet;

/** Whole recipes over the reference's inputs: decisions, operators that dropped, statistics and texts of Data-Juicer. */
@Tag("goldens")
final class PrepareGoldenTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path goldens = Path.of(System.getProperty("steel.goldens")).resolve("data/step2");

    @TempDir
    private Path folder;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @CsvSource({
        "text, text_no_ppl, chain_no_ppl, 1",
        "text, text_no_ppl, chain_no_ppl, 8",
        "code, code_full, chain_full, 2",
    })
    void shouldDecideAsDataJuicer(String kind, String recipe, String chain, int parallelism) throws Exception {
        Path yaml = goldens.resolve("recipes").resolve(recipe + ".yaml");
        Path open = goldens.resolve("open").resolve(kind);
        InputSet set = new InputSet(
                "out",
                List.of(open.resolve("inputs.jsonl")),
                RawFormat.JSONL,
                new OperatorRecipeReader(OperatorRegistry.standard())
                        .read(yaml.toString(), Files.readString(yaml))
                        .recipe(),
                recipe);
        PrepareSpec spec = PrepareSpec.of(List.of(set), folder, parallelism)
                .withTrace(true)
                .withUnitBytes(100_000);

        PrepareReport report = PrepareRun.start(spec, KIT.system(), ProgressListener.NONE)
                .report()
                .toCompletableFuture()
                .get();

        List<JsonNode> inputs = lines(open.resolve("inputs.jsonl"));
        List<JsonNode> expected = lines(open.resolve(chain + ".jsonl"));
        List<JsonNode> traces = lines(folder.resolve("trace.jsonl"));
        assertThat(traces).hasSameSizeAs(expected);
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            JsonNode wanted = expected.get(i);
            JsonNode trace = traces.get(i);
            String id = wanted.get("id").asText();
            assertThat(trace.get("kept").asBoolean())
                    .as(id)
                    .isEqualTo(wanted.get("keep").asBoolean());
            trace.get("stats").fields().forEachRemaining(stat -> assertThat(
                            stat.getValue().asDouble())
                    .as("%s %s", id, stat.getKey())
                    // both sides divide whole numbers once; the bound covers the printing
                    .isCloseTo(
                            wanted.get("stats").get(stat.getKey()).asDouble(),
                            within(1e-9 * Math.abs(stat.getValue().asDouble()))));
            if (wanted.get("keep").asBoolean()) {
                String text = wanted.has("text")
                        ? wanted.get("text").asText()
                        : inputs.get(i).get("text").asText();
                assertThat(trace.get("text").asText()).as(id).isEqualTo(text);
                kept.add(text);
            } else {
                assertThat(trace.get("dropped_by").asText())
                        .as(id)
                        .isEqualTo(wanted.get("dropped_by").get(0).asText());
            }
        }
        assertThat(lines(folder.resolve("out.jsonl")))
                .extracting(line -> line.get("text").asText())
                .isEqualTo(kept);
        assertThat(report.total().kept()).isEqualTo(kept.size());
    }

    private static List<JsonNode> lines(Path file) throws Exception {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            nodes.add(JSON.readTree(line));
        }
        return nodes;
    }
}
