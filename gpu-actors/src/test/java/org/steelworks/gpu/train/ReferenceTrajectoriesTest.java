package org.steelworks.gpu.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.id.RunId;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.BufferSource;
import org.steelworks.gpu.fixture.GoldenFiles;
import org.steelworks.gpu.fixture.OnDevice;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.state.StateSource;
import org.steelworks.gpu.tensor.FlatVectors;

/** Every training run of the reference folder, step by step: each variant that it has, in fp32 and in bf16-mixed. */
@Tag("goldens")
class ReferenceTrajectoriesTest {
    private static final Path MODELS =
            Path.of(System.getProperty("steel.goldens", "")).resolve("model").toAbsolutePath();

    static Stream<String> trajectories() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS.resolve("trajectories"))) {
            return folders
                    .filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void lossNormAndRateOfEveryStep(String name) {
        String folder = MODELS.resolve("trajectories").resolve(name).toString();
        JsonNode manifest = GoldenFiles.json(folder + "/manifest.json");
        JsonNode expected = GoldenFiles.json(folder + "/trajectory.json");
        String variant = MODELS.resolve(manifest.get("variant").asText()).toString();
        RunSetup setup = setup(manifest, variant);
        int[] tokens = tokens(folder, manifest);
        JsonNode tolerances = manifest.get("tolerances");

        OnDevice.run(library -> {
            List<Decision> decisions = train(library, setup, variant, tokens);
            for (int step = 0; step < decisions.size(); step++) {
                Decision decision = decisions.get(step);
                assertThat(decision.loss())
                        .as("loss of step " + step)
                        .isCloseTo(
                                expected.get("step_loss").get(step).asDouble(),
                                within(tolerances.get("step_loss_abs").asDouble()));
                assertThat(Math.abs(decision.gradNorm()
                                        / expected.get("step_grad_norm")
                                                .get(step)
                                                .asDouble()
                                - 1))
                        .as("gradient norm of step " + step)
                        .isLessThanOrEqualTo(tolerances.get("grad_norm_rel").asDouble());
                assertThat(decision.learningRate())
                        .isCloseTo(expected.get("step_lr").get(step).asDouble(), within(1e-15));
            }
        });
    }

    private static List<Decision> train(KernelLibrary library, RunSetup setup, String variant, int[] tokens)
            throws InterruptedException, IOException {
        try (RunDevice device = RunDevice.open(library, setup, initial(variant), BufferSource.PRIVATE)) {
            TrainStep trainer = new TrainStep(
                    device, RunScience.of(setup, device.memory().buckets().size()));
            trainer.load(Base.initial());
            int leaf = setup.train().leafSequences() * (setup.sequenceLength() + 1);
            int leaves = setup.train().leaves();
            List<Decision> decisions = new java.util.ArrayList<>();
            for (int step = 0; step < setup.train().steps(); step++) {
                int first = step * leaves;
                decisions.add(trainer.run(
                        step + 1, step, i -> Arrays.copyOfRange(tokens, (first + i) * leaf, (first + i + 1) * leaf)));
            }
            return decisions;
        }
    }

    private static StateSource initial(String variant) {
        FlatVectors weights = FlatVectors.of(
                ParameterTable.of(GoldenFiles.spec(variant)), GoldenFiles.tensors(variant + "/model.safetensors"));
        return (Base base, Bucket bucket, ByteBuffer into, ByteBuffer moment, ByteBuffer square) ->
                into.duplicate().put(weights.bytes(bucket));
    }

    private static int[] tokens(String folder, JsonNode manifest) {
        String variant = manifest.get("variant").asText();
        String own = folder + "/tokens.safetensors";
        String file = Files.exists(Path.of(own))
                ? own
                : MODELS.resolve("trajectories/" + variant.substring(variant.indexOf('/') + 1) + "_fp32")
                        + "/tokens.safetensors";
        return Arrays.stream(GoldenFiles.longs(GoldenFiles.tensors(file).get("tokens")))
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    private static RunSetup setup(JsonNode manifest, String variant) {
        JsonNode recipe = manifest.has("recipe")
                ? manifest.get("recipe")
                : GoldenFiles.json(MODELS + "/trajectories/raw_raw_fp32/manifest.json")
                        .get("recipe");
        double clip =
                manifest.path("grad_clip").asDouble(recipe.get("grad_clip").asDouble());
        int accumulate = recipe.get("accumulate").asInt();
        int microBatch = recipe.get("micro_batch").asInt();
        TrainSpec train = new TrainSpec(
                recipe.get("max_steps").asInt(),
                accumulate * microBatch,
                microBatch,
                1,
                new TrainSpec.Optimizer(
                        recipe.get("learning_rate").asDouble(),
                        recipe.get("betas").get(0).asDouble(),
                        recipe.get("betas").get(1).asDouble(),
                        recipe.get("eps").asDouble(),
                        recipe.get("weight_decay").asDouble(),
                        List.of(),
                        clip),
                new TrainSpec.Schedule(
                        TrainSpec.Schedule.Shape.COSINE,
                        recipe.get("warmup_steps").asInt(),
                        0,
                        accumulate),
                manifest.path("precision").asText().contains("bf16")
                        ? TrainSpec.Precision.BF16_MIXED
                        : TrainSpec.Precision.FP32,
                1,
                recipe.get("ignore_index").asInt(),
                new TrainSpec.Loss(TrainSpec.Loss.Normalize.MICRO_BATCH, 0, 0, 1),
                TrainSpec.NonFinite.STOP,
                0,
                0,
                0,
                TrainSpec.Device.CPU);
        return new RunSetup(
                new RunId("reference"),
                GoldenFiles.spec(variant),
                train,
                recipe.get("seq").asInt(),
                null,
                "",
                1000,
                0);
    }
}
