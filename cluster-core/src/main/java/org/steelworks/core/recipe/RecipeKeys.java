package org.steelworks.core.recipe;

import static org.steelworks.core.recipe.RecipeKey.Fallback.builtIn;
import static org.steelworks.core.recipe.RecipeKey.Fallback.derivedAs;
import static org.steelworks.core.recipe.RecipeKey.Fallback.mustBeGiven;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.steelworks.core.recipe.RecipeKey.Fallback;
import org.steelworks.core.spec.ClusterSpec;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.PrepareSpec;
import org.steelworks.core.spec.RunKind;
import org.steelworks.core.spec.TrainSpec;

/**
 * All keys of a recipe with their types and built-in values: the only place that knows them. Built-in values are those
 * of the original's pretraining where it has one.
 */
final class RecipeKeys {
    /** Kinds of run that recipes may name one day; refused by name until they work. */
    static final List<String> PLANNED_KINDS = List.of("sft", "dpo", "grpo", "eval", "pipeline");

    private static final Set<RunKind> TRAINING = EnumSet.of(RunKind.PRETRAIN);
    private static final Set<RunKind> CLEANING = EnumSet.of(RunKind.PREPARE);
    private static final Set<RunKind> ANY = EnumSet.allOf(RunKind.class);

    private static final ValueType COUNT = new ValueType.Whole(1, Integer.MAX_VALUE);
    private static final ValueType COUNT_OR_ZERO = new ValueType.Whole(0, Integer.MAX_VALUE);
    private static final ValueType STEPS = new ValueType.Whole(1, Long.MAX_VALUE);
    private static final ValueType STEPS_OR_ZERO = new ValueType.Whole(0, Long.MAX_VALUE);
    private static final ValueType POSITIVE = new ValueType.Decimal(0, true, Double.POSITIVE_INFINITY);
    private static final ValueType NOT_NEGATIVE = new ValueType.Decimal(0, false, Double.POSITIVE_INFINITY);
    private static final ValueType PATH = new ValueType.PathText(false, List.of());
    private static final ValueType PATH_OR_NULL = new ValueType.PathText(true, List.of());

    private static final Map<String, RecipeKey> KEYS = new LinkedHashMap<>();

    static {
        key("kind", choice(RunKind.values(), RunKind::key), mustBeGiven(), ANY, "What the run does.");
        model();
        data();
        train();
        optimizer();
        schedule();
        loss();
        prepare();
        key(
                "checkpoint.dir",
                PATH_OR_NULL,
                builtIn(null),
                TRAINING,
                "Folder of checkpoints; null: in the run's folder.");
        key(
                "checkpoint.every_steps",
                STEPS,
                builtIn(20_000L),
                TRAINING,
                "Steps between checkpoints; the last is saved.");
        key("checkpoint.keep", COUNT, builtIn(3L), TRAINING, "Newest checkpoints that are kept.");
        key("cluster.workers.min", COUNT, builtIn(1L), ANY, "Workers that must be free before the run starts.");
        key("cluster.workers.max", COUNT, builtIn(8L), ANY, "Workers that it takes at most.");
        key(
                "cluster.replicas",
                new ValueType.Replicas(),
                builtIn((long) ClusterSpec.ALL),
                TRAINING,
                "Workers that hold each bucket's state.");
        key(
                "cluster.threads_per_worker",
                new ValueType.Whole(1, 1024),
                builtIn(1L),
                ANY,
                "Threads of a worker's kernels; results depend on it.");
    }

    private RecipeKeys() {}

    private static void model() {
        key("model.config", PATH, mustBeGiven(), TRAINING, "The architecture: a Hugging Face config.json.");
        key(
                "model.init",
                PATH_OR_NULL,
                builtIn(null),
                TRAINING,
                "Hugging Face folder to start from; null: from the seed.");
        key(
                "model.tokenizer",
                PATH_OR_NULL,
                builtIn(null),
                TRAINING,
                "Folder of the tokenizer; not needed for shards.");
    }

    private static void data() {
        key(
                "data.train",
                new ValueType.Shards(false),
                mustBeGiven(),
                TRAINING,
                "Shard folders and their mixture weights.");
        key(
                "data.validation",
                new ValueType.Shards(true),
                builtIn(List.of()),
                TRAINING,
                "Shard folders of validation.");
        key("data.sequence_length", COUNT, builtIn(2048L), TRAINING, "Tokens of a sequence; blocks are one longer.");
        key(
                "data.order",
                choice(DataSpec.Order.values(), DataSpec.Order::key),
                builtIn("permuted"),
                TRAINING,
                "Order of blocks: permuted by the seed, as in the files, or as the original's loader.");
    }

    private static void train() {
        key("train.steps", STEPS, mustBeGiven(), TRAINING, "Optimizer steps.");
        key("train.global_batch", COUNT, mustBeGiven(), TRAINING, "Sequences of a step.");
        key("train.micro_batch", COUNT, builtIn(8L), TRAINING, "Sequences of one forward pass.");
        key("train.accumulate", COUNT, builtIn(1L), TRAINING, "Micro-batches summed in order inside one leaf.");
        key(
                "train.precision",
                choice(TrainSpec.Precision.values(), TrainSpec.Precision::key),
                builtIn("bf16-mixed"),
                TRAINING,
                "Arithmetic of forward and backward.");
        key(
                "train.seed",
                new ValueType.Whole(Long.MIN_VALUE, Long.MAX_VALUE),
                builtIn(3407L),
                TRAINING,
                "Seed of initial weights and sample order.");
        key(
                "train.ignore_index",
                new ValueType.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
                builtIn(151_643L),
                TRAINING,
                "Target id without loss.");
        key(
                "train.non_finite",
                choice(TrainSpec.NonFinite.values(), TrainSpec.NonFinite::key),
                builtIn("stop"),
                TRAINING,
                "What follows a loss that is not finite on two workers.");
        key("train.validate_every", STEPS_OR_ZERO, builtIn(20_000L), TRAINING, "Steps between validations, 0: never.");
        key("train.validate_batches", COUNT, builtIn(100L), TRAINING, "Micro-batches of one validation.");
        key("train.recompute_layers", COUNT_OR_ZERO, builtIn(0L), TRAINING, "Layers that recompute their activations.");
        key(
                "train.device",
                choice(TrainSpec.Device.values(), TrainSpec.Device::key),
                builtIn("cpu"),
                TRAINING,
                "What computes forward and backward: the processor, or one NVIDIA device per worker.");
    }

    private static void optimizer() {
        key(
                "train.optimizer.name",
                new ValueType.Choice(List.of("adamw")),
                builtIn("adamw"),
                TRAINING,
                "The optimizer.");
        key("train.optimizer.lr", POSITIVE, builtIn(3.0e-4), TRAINING, "Highest learning rate.");
        key(
                "train.optimizer.betas",
                new ValueType.Betas(),
                builtIn(List.of(0.9, 0.95)),
                TRAINING,
                "Decay of the moments.");
        key("train.optimizer.eps", POSITIVE, builtIn(1.0e-8), TRAINING, "Added to the root of the second moment.");
        key("train.optimizer.weight_decay", NOT_NEGATIVE, builtIn(0.05), TRAINING, "Decoupled weight decay.");
        key(
                "train.optimizer.no_decay",
                new ValueType.Texts(),
                builtIn(List.of()),
                TRAINING,
                "Globs of parameter names.");
        key("train.optimizer.grad_clip", POSITIVE, builtIn(1.0), TRAINING, "Largest norm of the gradient.");
    }

    private static void schedule() {
        key(
                "train.schedule.name",
                choice(TrainSpec.Schedule.Shape.values(), TrainSpec.Schedule.Shape::key),
                builtIn("cosine"),
                TRAINING,
                "Shape of the learning rate over steps.");
        key("train.schedule.warmup_steps", STEPS_OR_ZERO, builtIn(1000L), TRAINING, "Steps of the linear rise.");
        key("train.schedule.min_lr", NOT_NEGATIVE, builtIn(0.0), TRAINING, "Lowest learning rate of the decay.");
        key(
                "train.schedule.micro_steps",
                COUNT,
                derivedAs("leaves x accumulate"),
                TRAINING,
                "A of the indexing: the rate of step s (from 0) is f(s A + A - 1).");
        key(
                "train.schedule.decay_steps",
                STEPS,
                derivedAs("train.steps"),
                TRAINING,
                "Steps after which the decay has reached min_lr; it does not move when a run is continued.");
    }

    private static void loss() {
        key(
                "train.loss.normalize",
                choice(TrainSpec.Loss.Normalize.values(), TrainSpec.Loss.Normalize::key),
                builtIn("micro_batch"),
                TRAINING,
                "Over what the loss is a mean.");
        key("train.loss.z_loss", NOT_NEGATIVE, builtIn(0.0), TRAINING, "Weight of the squared log-partition.");
        key(
                "train.loss.label_smoothing",
                new ValueType.Decimal(0, false, 1),
                builtIn(0.0),
                TRAINING,
                "Probability spread over all tokens.");
        key("train.loss.logit_scale", POSITIVE, builtIn(1.0), TRAINING, "Factor on logits.");
    }

    private static void prepare() {
        key("prepare.in", new ValueType.Paths(), mustBeGiven(), CLEANING, "Files and folders to clean, in order.");
        key(
                "prepare.recipe",
                ValueType.operators(),
                builtIn(PrepareSpec.STEEL_TEXT),
                CLEANING,
                "Operators: built-in by name, or a recipe file.");
        key(
                "prepare.out",
                PATH_OR_NULL,
                builtIn(null),
                CLEANING,
                "Folder for the documents; null: steel prepare is told it by --out.");
        key("prepare.trace", new ValueType.Switch(), builtIn(false), CLEANING, "Whether trace.jsonl is written.");
        key(
                "prepare.trace_sample",
                new ValueType.Whole(0, 1_000_000),
                builtIn(0L),
                CLEANING,
                "Documents that trace.jsonl has, chosen as if by lot; 0: as prepare.trace says, all or none.");
    }

    private static void key(String path, ValueType type, Fallback fallback, Set<RunKind> kinds, String description) {
        KEYS.put(path, new RecipeKey(path, type, fallback, kinds, description));
    }

    private static <E> ValueType choice(E[] values, java.util.function.Function<E, String> key) {
        return new ValueType.Choice(Arrays.stream(values).map(key).toList());
    }

    /** All keys in the order of a recipe. */
    static List<RecipeKey> all() {
        return List.copyOf(KEYS.values());
    }

    /** The key of that path, or null. */
    static RecipeKey find(String path) {
        return KEYS.get(path);
    }

    /** Whether keys stand below that path. */
    static boolean isSection(String path) {
        String prefix = path + ".";
        return KEYS.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /** Names that may stand directly in a section; {@code ""} is the recipe itself. */
    static Set<String> children(String section) {
        String prefix = section.isEmpty() ? "" : section + ".";
        Set<String> names = new LinkedHashSet<>();
        for (String key : KEYS.keySet()) {
            if (key.startsWith(prefix)) {
                int end = key.indexOf('.', prefix.length());
                names.add(key.substring(prefix.length(), end < 0 ? key.length() : end));
            }
        }
        return names;
    }

    /** What a person meant by an unknown key: a neighbour of nearly that name, or a key of that name elsewhere. */
    static String suggestion(String section, String name) {
        String prefix = section.isEmpty() ? "" : section + ".";
        String neighbour = NearestName.of(name, children(section)).orElse(null);
        if (neighbour != null) {
            return "Did you mean " + prefix + neighbour + "?";
        }
        List<String> elsewhere = new ArrayList<>();
        for (RecipeKey key : KEYS.values()) {
            if (key.name().equals(name)) {
                elsewhere.add(key.path());
            }
        }
        return elsewhere.isEmpty()
                ? "Known here: " + String.join(", ", children(section))
                : "Did you mean " + String.join(" or ", elsewhere) + "?";
    }
}
