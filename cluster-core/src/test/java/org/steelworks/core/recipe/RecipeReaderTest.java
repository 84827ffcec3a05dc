package org.steelworks.core.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.steelworks.core.recipe.RecipeProblem.Code;
import org.steelworks.core.spec.ClusterSpec;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.RunKind;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.core.spec.TrainSpec;

class RecipeReaderTest {
    private static final ModelSpec MODEL = new ModelSpec(
            512, 64, 64, 4, 2, 4, 4, 128, 0.02, 1e-6, 10_000, false, FeedForwardKind.RAW, MlpKind.RAW, 1, 1, -1, -1);

    private static final String MINIMAL =
            """
            kind: pretrain
            model:
              config: configs/tiny.json
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
    Path folder;

    private final RecipeReader reader = new RecipeReader(path -> MODEL);

    @BeforeEach
    void writeModel() throws IOException {
        Files.createDirectories(folder.resolve("configs"));
        Files.writeString(folder.resolve("configs/tiny.json"), "{}");
    }

    private Recipe read(String text) {
        return read(text, Overrides.none());
    }

    private Recipe read(String text, Overrides overrides) {
        return reader.read(text, "recipe.yaml", folder, overrides);
    }

    private List<RecipeProblem> problems(String text) {
        return catchThrowableOfType(RecipeException.class, () -> read(text)).problems();
    }

    @Test
    void shouldFillInBuiltInValuesAndResolvePathsAgainstTheRecipesFolder() {
        RunSpec spec = read(MINIMAL).spec();

        assertThat(spec.kind()).isEqualTo(RunKind.PRETRAIN);
        assertThat(spec.model().config())
                .isEqualTo(folder.resolve("configs/tiny.json").toString());
        assertThat(spec.model().spec()).isEqualTo(MODEL);
        assertThat(spec.data().train())
                .containsExactly(
                        new DataSpec.ShardSource(folder.resolve("shards").toString(), 1.0));
        assertThat(spec.data().order()).isEqualTo(DataSpec.Order.PERMUTED);
        assertThat(spec.train().optimizer())
                .isEqualTo(new TrainSpec.Optimizer(3.0e-4, 0.9, 0.95, 1.0e-8, 0.05, List.of(), 1.0));
        assertThat(spec.train().device()).isEqualTo(TrainSpec.Device.CPU);
        assertThat(spec.train().precision()).isEqualTo(TrainSpec.Precision.BF16_MIXED);
        assertThat(spec.train().leaves()).isEqualTo(8);
        assertThat(spec.cluster()).isEqualTo(new ClusterSpec(1, 8, ClusterSpec.ALL, 1));
    }

    @Test
    void shouldDeriveMicroStepsFromLeavesAndAccumulateUnlessGiven() {
        assertThat(read(MINIMAL).spec().train().schedule().microSteps()).isEqualTo(16);
        assertThat(read(MINIMAL + "  schedule: {micro_steps: 8}\n")
                        .spec()
                        .train()
                        .schedule()
                        .microSteps())
                .isEqualTo(8);
    }

    @Test
    void shouldPreferOptionsOverEnvironmentOverFileOverBuiltIn() {
        Overrides overrides = new Overrides(
                List.of("train.steps=40", "train.optimizer.betas=[0.8, 0.9]"),
                Map.of("STEEL_TRAIN__STEPS", "30", "STEEL_TRAIN__MICRO_BATCH", "8", "STEEL_TOKEN", "x", "HOME", "/"));

        Recipe recipe = read(MINIMAL, overrides);

        assertThat(recipe.spec().train().steps()).isEqualTo(40);
        assertThat(recipe.spec().train().microBatch()).isEqualTo(8);
        assertThat(recipe.spec().train().optimizer().beta1()).isEqualTo(0.8);
        assertThat(origin(recipe, "train.steps")).isEqualTo("--set train.steps=40");
        assertThat(origin(recipe, "train.micro_batch")).isEqualTo("environment STEEL_TRAIN__MICRO_BATCH");
        assertThat(origin(recipe, "train.accumulate")).isEqualTo("file recipe.yaml:11");
        assertThat(origin(recipe, "train.seed")).isEqualTo("built-in");
        assertThat(origin(recipe, "train.schedule.micro_steps")).isEqualTo("derived leaves x accumulate");
    }

    private static String origin(Recipe recipe, String key) {
        return recipe.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow()
                .origin()
                .toString();
    }

    @Test
    void shouldGiveTheSameRunWhenTheResolvedRecipeIsReadAgain() {
        Recipe first = read(MINIMAL
                + "  optimizer: {lr: 1e-3, no_decay: ['*.bias', \"norm:*\"]}\n"
                + "cluster: {replicas: 2}\n"
                + "checkpoint: {dir: ck, every_steps: 1_000}\n");

        Recipe second = reader.read(first.resolvedYaml(), "resolved", Path.of("/elsewhere"), Overrides.none());

        assertThat(second.spec()).isEqualTo(first.spec());
        assertThat(second.resolvedYaml()).isEqualTo(first.resolvedYaml());
        assertThat(first.spec().train().optimizer().lr()).isEqualTo(0.001);
        assertThat(first.spec().checkpoint().everySteps()).isEqualTo(1000);
    }

    @Test
    void shouldReadAMixtureAndRefuseWhatIsNone() {
        assertThat(read(mixture("{path: a}, {path: b, weight: 2.5}"))
                        .spec()
                        .data()
                        .train())
                .containsExactly(
                        new DataSpec.ShardSource(folder.resolve("a").toString(), 1.0),
                        new DataSpec.ShardSource(folder.resolve("b").toString(), 2.5));

        assertMixtureRefused("", "is an empty list");
        assertMixtureRefused("{path: a}, {path: ./b/../a, weight: 2}", folder.resolve("a") + " twice");
        assertMixtureRefused("{path: a, weight: 0}", "is 0");
        assertMixtureRefused("{path: a, weight: -1}", "is -1");
        assertMixtureRefused("{path: a, weight: .inf}", ".inf");
        assertMixtureRefused("{path: a, weight: .nan}", ".nan");
        assertMixtureRefused("{path: a, weight: 1.0e-30}, {path: b}", "in no proportion of whole numbers");
    }

    private void assertMixtureRefused(String sets, String reason) {
        assertThat(problems(mixture(sets))).as(sets).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("data.train");
            assertThat(problem.place()).isEqualTo("recipe.yaml:5");
            assertThat(problem.what()).contains(reason);
        });
    }

    private static String mixture(String sets) {
        return MINIMAL.replace("[{path: shards}]", "[" + sets + "]");
    }

    @Test
    void shouldReadTheOriginalsRecipeOfTheContract() throws IOException {
        Files.writeString(folder.resolve("configs/steel-1b.json"), "{}");
        ModelSpec large = new ModelSpec(
                151936,
                1792,
                1792,
                4,
                18,
                32,
                32,
                32768,
                0.02,
                1e-6,
                1e6,
                false,
                FeedForwardKind.SOFTMOE_V3,
                MlpKind.SENET,
                6,
                1,
                151643,
                151645);
        String text =
                """
                kind: pretrain                       # what it does
                model:
                  config: configs/steel-1b.json
                  init: null
                  tokenizer: path
                data:
                  train: [{path: shards, weight: 1.0}]
                  validation: [{path: shards-val}]
                  sequence_length: 2048
                  order: permuted
                train:
                  steps: 1070000
                  global_batch: 512
                  micro_batch: 8
                  accumulate: 8
                  optimizer: {name: adamw, lr: 3.0e-4, betas: [0.9, 0.95], eps: 1.0e-8, weight_decay: 0.05, no_decay: [], grad_clip: 1.0}
                  schedule: {name: cosine, warmup_steps: 1000, min_lr: 0.0, micro_steps: 8}
                  precision: bf16-mixed
                  seed: 3407
                  ignore_index: 151643
                  loss: {normalize: micro_batch, z_loss: 0.0, label_smoothing: 0.0, logit_scale: 1.0}
                  non_finite: stop
                  validate_every: 20000
                  validate_batches: 100
                  recompute_layers: 0
                checkpoint: {dir: ck, every_steps: 20000, keep: 3}
                cluster: {workers: {min: 1, max: 8}, replicas: all, threads_per_worker: 1}
                """;

        RunSpec spec = new RecipeReader(path -> large)
                .read(text, "steel.yaml", folder, Overrides.none())
                .spec();

        assertThat(spec.train().leaves()).isEqualTo(8);
        assertThat(spec.train().schedule())
                .isEqualTo(new TrainSpec.Schedule(TrainSpec.Schedule.Shape.COSINE, 1000, 0.0, 8, 1_070_000));
        assertThat(spec.train().loss()).isEqualTo(new TrainSpec.Loss(TrainSpec.Loss.Normalize.MICRO_BATCH, 0, 0, 1));
    }

    @Test
    void shouldReadACleaningRecipe() {
        RunSpec spec = read("kind: prepare\nprepare: {in: [a.jsonl, raw], trace: true}\n")
                .spec();

        assertThat(spec.prepare().inputs())
                .containsExactly(
                        folder.resolve("a.jsonl").toString(),
                        folder.resolve("raw").toString());
        assertThat(spec.prepare().operators()).isEqualTo("steel-text");
        assertThat(spec.prepare().trace()).isTrue();
        assertThat(spec.prepare().traceSample()).isZero();
        assertThat(read("kind: prepare\nprepare: {in: [a.jsonl], trace_sample: 500}\n")
                        .spec()
                        .prepare()
                        .traceSample())
                .isEqualTo(500);
        assertThat(spec.prepare().out()).isNull();
        assertThat(read("kind: prepare\nprepare: {in: [a.jsonl], out: made/clean}\n")
                        .spec()
                        .prepare()
                        .out())
                .isEqualTo(folder.resolve("made/clean").toString());
        assertThat(spec.train()).isNull();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("steps: 20", "stepz: 20", Code.UNKNOWN_KEY, 8, "train.stepz", "train.steps?"),
                Arguments.of("steps: 20", "steps: many", Code.WRONG_VALUE, 8, "train.steps", "whole number"),
                Arguments.of("steps: 20", "steps: 0", Code.WRONG_VALUE, 8, "train.steps", "at least 1"),
                Arguments.of("steps: 20", "steps: 20.5", Code.WRONG_VALUE, 8, "train.steps", "whole number"),
                Arguments.of("steps: 20", "lr: 1.0", Code.UNKNOWN_KEY, 8, "train.lr", "train.optimizer.lr"),
                Arguments.of("[{path: shards}]", "shards", Code.WRONG_VALUE, 5, "data.train", "list of {path"),
                Arguments.of("[{path: shards}]", "[{pth: s}]", Code.WRONG_VALUE, 5, "data.train", "list of {path"),
                Arguments.of("[{path: shards}]", "[]", Code.WRONG_VALUE, 5, "data.train", "list of {path"),
                Arguments.of("batch: 64", "batch: 65", Code.CONTRADICTION, 9, "train.global_batch", "64 or 72"),
                Arguments.of("length: 64", "length: 129", Code.CONTRADICTION, 6, "data.sequence_length", "Shorten"),
                Arguments.of("sequence_length: 64", "order: permutd", Code.WRONG_VALUE, 6, "data.order", "sequential"),
                Arguments.of("tiny.json", "none.json", Code.CONTRADICTION, 3, "model.config", "recipe's folder"),
                Arguments.of("kind: pretrain", "kind: sft", Code.NOT_SUPPORTED, 1, "kind", "prepare, pretrain"),
                Arguments.of("kind: pretrain", "kind: pretrian", Code.WRONG_VALUE, 1, "kind", "prepare, pretrain"),
                Arguments.of("  steps: 20\n", "", Code.MISSING_KEY, 1, "train.steps", "Optimizer steps"),
                Arguments.of(
                        "\ntrain:",
                        "\nprepare: {trace: true}\ntrain:",
                        Code.CONTRADICTION,
                        7,
                        "prepare.trace",
                        "Remove"),
                Arguments.of("  steps: 20", "  steps: 20\n  steps: 21", Code.SYNTAX, 9, "", "Keep one"),
                Arguments.of("steps: 20", "steps: *x", Code.SYNTAX, 8, "", "value itself"),
                Arguments.of("steps: 20", "steps: [20", Code.SYNTAX, 9, "", "brackets"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldNameFileLineKeyAndAdvice(String find, String replace, Code code, int line, String key, String hint) {
        RecipeProblem problem = problems(MINIMAL.replace(find, replace)).get(0);

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.place()).isEqualTo("recipe.yaml:" + line);
        assertThat(problem.key()).isEqualTo(key);
        assertThat(problem.hint()).contains(hint);
        assertThat(problem.toString()).contains(code.number());
    }

    @Test
    void shouldReportAllMistakesAtOnce() {
        List<RecipeProblem> problems =
                problems(MINIMAL.replace("steps: 20", "steps: x").replace("micro_batch: 4", "micro_bach: 4"));

        assertThat(problems).extracting(RecipeProblem::key).containsExactly("train.micro_bach", "train.steps");
    }

    @Test
    void shouldRefuseUnknownOverridesByTheirName() {
        assertThatThrownBy(() -> read(MINIMAL, new Overrides(List.of(), Map.of("STEEL_TRAIN__STEPZ", "1"))))
                .hasMessageContaining("STEEL_TRAIN__STEPZ")
                .hasMessageContaining("train.steps?");
        assertThatThrownBy(() -> read(MINIMAL, new Overrides(List.of("train.optimiser.lr=1"), Map.of())))
                .hasMessageContaining("--set train.optimiser.lr=1")
                .hasMessageContaining("train.optimizer?");
        assertThatThrownBy(() -> read(MINIMAL, new Overrides(List.of("train.steps"), Map.of())))
                .hasMessageContaining("a.b=value");
    }

    @Test
    void shouldTellWhatIsWrongInTheModelsFile() {
        RecipeReader failing = new RecipeReader(path -> {
            throw new IllegalArgumentException("hidden_size is 0, must be at least 1");
        });

        assertThatThrownBy(() -> failing.read(MINIMAL, "recipe.yaml", folder, Overrides.none()))
                .hasMessageContaining("recipe.yaml:3")
                .hasMessageContaining("tiny.json: hidden_size is 0");
    }

    @Test
    void shouldSayThatAFileIsMissing() {
        assertThatThrownBy(() -> reader.read(folder.resolve("none.yaml"), Overrides.none()))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("none.yaml: there is no such file");
    }
}
