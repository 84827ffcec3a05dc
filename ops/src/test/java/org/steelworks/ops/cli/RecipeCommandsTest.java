package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code config}, {@code plan} and {@code doctor}. */
class RecipeCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECIPE =
            """
            kind: pretrain
            model:
              config: tiny.json
            data:
              train: [{path: shards}]
              sequence_length: 64
            train:
              steps: 20
              global_batch: 64
              micro_batch: 4
              accumulate: 2
            """;

    @TempDir
    private Path folder;

    private Path recipe;

    @BeforeEach
    void write() throws IOException {
        Files.copy(TinyModel.golden("raw_raw/config.json"), folder.resolve("tiny.json"));
        recipe = Files.writeString(folder.resolve("recipe.yaml"), RECIPE);
    }

    @Test
    void printsEveryKeyWithItsOrigin() {
        CliRun run = CliRun.of("config", "print", recipe, "--set", "train.steps=30");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("steps: 30  # --set")
                .contains("recipe.yaml:9")
                .contains("# built-in");
        assertThat(CliRun.of("config", "print", recipe, "--plain").out()).doesNotContain("#");
    }

    @Test
    void validatesAndNamesEverythingWrong() throws IOException {
        assertThat(CliRun.of("config", "validate", recipe).out()).contains("recipe.yaml: ok");
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"),
                RECIPE.replace("  steps: 20", "  stepps: 20").replace("micro_batch: 4", "micro_batch: four"));
        CliRun run = CliRun.of("config", "validate", wrong, recipe);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("wrong.yaml:8")
                .contains("steps")
                .contains("micro_batch")
                .contains("STEEL-1003");
        assertThat(run.out()).contains("recipe.yaml: ok");
        Path none = folder.resolve("none.yaml");
        CliRun missing = CliRun.of("config", "validate", none, recipe);
        assertThat(missing.exitCode()).isEqualTo(4);
        assertThat(missing.err()).contains("none.yaml: there is no such file");
        assertThat(missing.out()).contains("recipe.yaml: ok");
        assertThat(CliRun.of("config", "validate", none, wrong, recipe).exitCode())
                .isEqualTo(2);
        assertThat(CliRun.of("config", "print", folder.resolve("none.yaml")).exitCode())
                .isEqualTo(4);
        Path latin = Files.write(folder.resolve("latin.yaml"), "kind: é".getBytes(StandardCharsets.ISO_8859_1));
        CliRun encoding = CliRun.of("config", "validate", latin);
        assertThat(encoding.exitCode()).isEqualTo(2);
        assertThat(encoding.err()).contains("UTF-8");
    }

    @Test
    void trainingTakesRecipesThatTrain() throws IOException {
        CliRun none = CliRun.of("train", folder.resolve("none.yaml"), "--dir", folder.resolve("run"));
        assertThat(none.exitCode()).isEqualTo(4);
        assertThat(none.err()).contains("none.yaml: there is no such file");
        Path cleaning = Files.writeString(folder.resolve("clean.yaml"), "kind: prepare\nprepare: {in: [raw]}\n");
        CliRun run = CliRun.of("train", cleaning);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("of kind prepare").contains("steel prepare " + cleaning);
        Path tuning = Files.writeString(folder.resolve("sft.yaml"), RECIPE.replace("kind: pretrain", "kind: sft"));
        CliRun later = CliRun.of("train", tuning);
        assertThat(later.exitCode()).isEqualTo(2);
        assertThat(later.err()).contains("not supported by this version: sft");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void theSchemaIsJson() throws IOException {
        JsonNode schema = JSON.readTree(CliRun.of("config", "schema").out());
        assertThat(schema.path("properties").path("train").path("properties").has("global_batch"))
                .isTrue();
    }

    @Test
    void planSaysWhatADeviceNeedsWithoutOne() throws IOException {
        CliRun run = CliRun.of("plan", recipe, "--workers", 2, "--json", "--set", "train.device=cuda");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode plan = JSON.readTree(run.out());
        long parameters = plan.path("parameters").asLong();
        assertThat(plan.path("memory_per_worker").path("activations").asLong()).isZero();
        assertThat(plan.path("device_memory_per_worker").path("weights").asLong())
                .isBetween(parameters * 2, parameters * 4);
        assertThat(plan.path("device_memory_per_worker").path("activations").asLong())
                .isPositive();
        assertThat(plan.path("pace_unknown").asText()).contains("built for the processor alone");
        assertThat(CliRun.of("plan", recipe, "--set", "train.device=cuda").out())
                .contains("memory of its device", "unknown here: device cuda");
    }

    @Test
    void planCountsParametersAndMemory() throws IOException {
        CliRun run = CliRun.of("plan", recipe, "--workers", 2, "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode plan = JSON.readTree(run.out());
        // embedding and head 2 x 512 x 64; per layer 4 x 64 x 64, 3 x 64 biases, 3 x 18 x 64, 2 x 64; last norm 64
        long parameters = 2 * 512 * 64 + 3 * (4 * 64 * 64 + 3 * 64 + 3 * 18 * 64 + 2 * 64) + 64;
        assertThat(plan.path("parameters").asLong()).isEqualTo(parameters);
        assertThat(plan.path("memory_per_worker").path("moments").asLong()).isEqualTo(parameters * 8);
        assertThat(plan.path("checkpoint_bytes").asLong()).isEqualTo(parameters * 12);
        assertThat(plan.path("tokens").asLong()).isEqualTo(20L * 64 * 64);
        double stepSeconds = plan.path("pace").path("step_seconds").asDouble();
        assertThat(stepSeconds).isPositive();
        assertThat(plan.path("pace").path("tokens_per_second").asDouble())
                .isCloseTo(64 * 64 / stepSeconds, withinPercentage(0.001));
        assertThat(plan.path("pace").path("total_seconds").asDouble())
                .isCloseTo(20 * stepSeconds, withinPercentage(0.001));
        assertThat(CliRun.of("plan", recipe).out())
                .contains("parameters", "memory of a worker", "activations", "tokens/s", "duration");
    }

    @Test
    void doctorFindsWhatItNeeds() throws IOException {
        CliRun run = CliRun.of("doctor", "--json");
        JsonNode findings = JSON.readTree(run.out());
        assertThat(findings.findValuesAsText("item")).contains("java", "memory", "/dev/shm", "libtorch");
        for (JsonNode finding : findings) {
            if (finding.path("item").asText().equals("libtorch")) {
                assertThat(finding.path("state").asText()).isEqualTo("ok");
                assertThat(finding.path("found").asText()).startsWith("2.7.1 for the processor");
            }
        }
        assertThat(CliRun.of("doctor").out()).contains("libtorch");
    }
}
