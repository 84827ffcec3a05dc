package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Validation at intervals of steps, with real processes. */
@Timeout(300)
class ValidationSystemTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STEPS = 12;

    @TempDir
    private Path folder;

    @Test
    void weightsThatDoNotChangeAreWorthTheMeanOfTheLossesOfTheStepsOnTheSameBlocks() throws IOException {
        Path recipe = recipe("validation: [{path: shards}]", 2 * STEPS);
        Path run = folder.resolve("still");
        train(recipe, run, 1, "train.optimizer.lr=1.0e-30");

        double sum = 0;
        for (JsonNode step : metrics(run)) {
            sum += step.path("loss").asDouble();
        }
        // The training pass and the one without gradients add the same numbers in fp32 in different kernels.
        assertThat(validated(run).get((long) STEPS)).isCloseTo(sum / STEPS, within(1e-6));
        assertThat(validated(run).get(0L)).isEqualTo(validated(run).get((long) STEPS));
    }

    @Test
    void theLossesAreThoseOfAnyNumberOfWorkersAndAnyShareOfTheState() throws IOException {
        TinyRun.writeMixture(folder, STEPS);
        Path recipe = recipe("validation: [{path: shards}, {path: more, weight: 2}]", 7);
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        train(recipe, one, 1, "train.seed=1");
        train(recipe, two, 2, "cluster.replicas=1");

        Map<Long, Double> losses = validated(one);
        assertThat(losses).containsOnlyKeys(0L, 5L, 10L, 12L);
        assertThat(losses.get(12L)).isLessThan(losses.get(5L));
        assertThat(losses.get(5L)).isLessThan(losses.get(0L));
        assertThat(validated(two)).isEqualTo(losses);
        assertThat(two.resolve("plots/validation_loss.svg")).isRegularFile();
    }

    private Path recipe(String validation, int batches) throws IOException {
        Path recipe = TinyRun.write(folder, STEPS);
        return Files.writeString(
                recipe,
                Files.readString(recipe)
                        .replace("  order: sequential", "  order: sequential\n  " + validation)
                        .replace(
                                "  precision: fp32",
                                "  precision: fp32\n  validate_every: 5\n  validate_batches: " + batches));
    }

    private static void train(Path recipe, Path run, int workers, String set) {
        CliRun train = CliRun.of("train", recipe, "--dir", run, "--workers", workers, "--set", set);
        assertThat(train.exitCode()).as(train.err()).isZero();
    }

    private static Map<Long, Double> validated(Path run) throws IOException {
        Map<Long, Double> losses = new TreeMap<>();
        for (JsonNode step : metrics(run)) {
            if (step.has("validation_loss_before")) {
                losses.put(
                        step.path("step").asLong() - 1,
                        step.path("validation_loss_before").asDouble());
            }
            if (step.has("validation_loss")) {
                losses.put(
                        step.path("step").asLong(), step.path("validation_loss").asDouble());
            }
        }
        return losses;
    }

    private static List<JsonNode> metrics(Path run) throws IOException {
        List<JsonNode> steps = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            steps.add(JSON.readTree(line));
        }
        return steps;
    }
}
