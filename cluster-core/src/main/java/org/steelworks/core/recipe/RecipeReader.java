package org.steelworks.core.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.steelworks.core.ledger.Mixture;
import org.steelworks.core.recipe.RecipeProblem.Code;
import org.steelworks.core.recipe.YamlValue.Place;
import org.steelworks.core.spec.CheckpointSpec;
import org.steelworks.core.spec.ClusterSpec;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.DataSpec.ShardSource;
import org.steelworks.core.spec.ModelSource;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.PrepareSpec;
import org.steelworks.core.spec.RunKind;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.core.spec.TrainSpec;

/**
 * Reads recipes, the only parser of them. Strict: unknown keys, wrong types, contradictions and keys of another kind of
 * run are refused, all at once, each with place, key, reason and advice. Precedence of values: {@code --set},
 * environment, file, built-in. Relative paths are resolved against the recipe's folder. Thread-safe.
 */
public final class RecipeReader {
    /** Largest recipe: its text must fit into one message between nodes. */
    public static final int MAX_BYTES = 128 << 10;

    private final Function<Path, ModelSpec> modelConfigs;

    /**
     * Creates a reader.
     *
     * @param modelConfigs reads a model's {@code config.json}; throws {@link IllegalArgumentException} or
     *     {@link UncheckedIOException} with a message for people where it cannot
     */
    public RecipeReader(Function<Path, ModelSpec> modelConfigs) {
        this.modelConfigs = modelConfigs;
    }

    /**
     * Reads a recipe file.
     *
     * @throws RecipeException when the file cannot be read or is refused
     */
    public Recipe read(Path file, Overrides overrides) {
        Path absolute = file.toAbsolutePath().normalize();
        return read(text(file), file.toString(), absolute.getParent(), overrides);
    }

    /**
     * Reads a recipe's text.
     *
     * @param name what messages call it
     * @param folder against which relative paths are resolved
     * @throws RecipeException when it is refused
     */
    public Recipe read(String text, String name, Path folder, Overrides overrides) {
        RecipeValues values = values(text, name, folder, overrides);
        RunKind kind = values.kind();
        RunSpec spec = kind == RunKind.PREPARE ? cleaning(values) : training(kind, values);
        return new Recipe(spec, values.settings(kind));
    }

    /**
     * Reads what a run's resolved recipe says of the science, without the files that it names: they may be elsewhere now.
     *
     * @throws RecipeException when the text is refused
     */
    public ScienceSettings science(String resolvedYaml, String name, Path folder) {
        RecipeValues values = values(resolvedYaml, name, folder, Overrides.none());
        return ScienceSettings.of(values.kind(), values);
    }

    private static RecipeValues values(String text, String name, Path folder, Overrides overrides) {
        if (text.length() > MAX_BYTES) {
            throw unreadable(Path.of(name), "it is larger than " + MAX_BYTES + " bytes", "Is it a recipe?");
        }
        RecipeValues values = new RecipeValues(name);
        values.addFile(YamlText.parse(text, line -> new Place(Origin.Kind.FILE, name, line)));
        values.addEnvironment(overrides.environment());
        values.addOptions(overrides.options());
        RunKind kind = values.kind();
        if (kind != null) {
            values.readAll(kind, folder);
        }
        values.refuseIfWrong();
        return values;
    }

    private static String text(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw unreadable(file, "there is no such file", "Check the path");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw unreadable(file, "it is larger than " + MAX_BYTES + " bytes", "Is it a recipe?");
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw unreadable(file, "it is no UTF-8 text", "Save it as UTF-8");
        } catch (IOException e) {
            throw unreadable(file, "reading failed: " + e, "Check the file's permissions");
        }
    }

    private static RecipeException unreadable(Path file, String what, String hint) {
        return new RecipeException(List.of(new RecipeProblem(Code.UNREADABLE, file.toString(), "", what, hint)));
    }

    private static RunSpec cleaning(RecipeValues values) {
        ClusterSpec cluster = cluster(values, 1);
        List<String> inputs = ((List<?>) values.get("prepare.in"))
                .stream().map(String.class::cast).toList();
        PrepareSpec prepare = new PrepareSpec(
                inputs,
                values.text("prepare.recipe"),
                values.text("prepare.out"),
                (boolean) values.get("prepare.trace"),
                ((Long) values.get("prepare.trace_sample")).intValue());
        values.refuseIfWrong();
        return new RunSpec(RunKind.PREPARE, null, null, null, prepare, null, cluster);
    }

    private RunSpec training(RunKind kind, RecipeValues values) {
        long leaf = values.whole("train.micro_batch") * values.whole("train.accumulate");
        long batch = values.whole("train.global_batch");
        if (batch % leaf != 0) {
            values.contradiction(
                    "train.global_batch",
                    "the value " + batch + " is no multiple of train.micro_batch x train.accumulate = " + leaf,
                    "Choose " + Math.max(leaf, batch / leaf * leaf) + " or " + (batch / leaf + 1) * leaf);
            values.refuseIfWrong();
        }
        values.derive("train.schedule.micro_steps", batch / leaf * values.whole("train.accumulate"));
        values.derive("train.schedule.decay_steps", values.whole("train.steps"));
        ClusterSpec cluster = cluster(values, values.whole("cluster.replicas"));
        if (cluster.minWorkers() > batch / leaf) {
            values.contradiction(
                    "cluster.workers.min",
                    "the value " + cluster.minWorkers() + " is more than the " + batch / leaf
                            + " leaves of a step (train.global_batch / (micro_batch x accumulate)), and a worker needs one",
                    "Lower cluster.workers.min, or train.micro_batch or train.accumulate");
        }
        ModelSource model = model(values);
        checkMixture(values);
        values.refuseIfWrong();
        return new RunSpec(kind, model, data(values), train(values), checkpoint(values), cluster);
    }

    private ModelSource model(RecipeValues values) {
        Path config = Path.of(values.text("model.config"));
        ModelSpec spec = null;
        if (!Files.isRegularFile(config)) {
            values.contradiction("model.config", "there is no file " + config, "Paths count from the recipe's folder");
        } else {
            try {
                spec = modelConfigs.apply(config);
                checkAgainstModel(values, spec);
            } catch (IllegalArgumentException | UncheckedIOException e) {
                values.contradiction("model.config", config + ": " + e.getMessage(), "Correct that file");
            }
        }
        return new ModelSource(config.toString(), spec, values.text("model.init"), values.text("model.tokenizer"));
    }

    private static void checkAgainstModel(RecipeValues values, ModelSpec spec) {
        if (values.whole("data.sequence_length") > spec.maxPositions()) {
            values.contradiction(
                    "data.sequence_length",
                    "the value " + values.whole("data.sequence_length") + " is longer than the model's"
                            + " max_position_embeddings " + spec.maxPositions(),
                    "Shorten the sequences or change the model");
        }
        if (values.whole("train.recompute_layers") > spec.layers()) {
            values.contradiction(
                    "train.recompute_layers",
                    "the value " + values.whole("train.recompute_layers") + " is more than the model's " + spec.layers()
                            + " layers",
                    "Use at most " + spec.layers());
        }
    }

    private static void checkMixture(RecipeValues values) {
        try {
            Mixture.wholeWeights(shards(values.get("data.train")).stream()
                    .map(ShardSource::weight)
                    .toList());
        } catch (IllegalArgumentException e) {
            values.contradiction("data.train", e.getMessage(), "Correct the weights");
        }
    }

    private static DataSpec data(RecipeValues values) {
        return new DataSpec(
                shards(values.get("data.train")),
                shards(values.get("data.validation")),
                values.count("data.sequence_length"),
                keyed(DataSpec.Order.values(), DataSpec.Order::key, values.text("data.order")));
    }

    private static List<ShardSource> shards(Object list) {
        return ((List<?>) list).stream().map(ShardSource.class::cast).toList();
    }

    private static TrainSpec train(RecipeValues values) {
        return new TrainSpec(
                values.whole("train.steps"),
                values.count("train.global_batch"),
                values.count("train.micro_batch"),
                values.count("train.accumulate"),
                optimizer(values),
                schedule(values),
                keyed(TrainSpec.Precision.values(), TrainSpec.Precision::key, values.text("train.precision")),
                values.whole("train.seed"),
                values.count("train.ignore_index"),
                loss(values),
                keyed(TrainSpec.NonFinite.values(), TrainSpec.NonFinite::key, values.text("train.non_finite")),
                values.whole("train.validate_every"),
                values.count("train.validate_batches"),
                values.count("train.recompute_layers"),
                keyed(TrainSpec.Device.values(), TrainSpec.Device::key, values.text("train.device")));
    }

    private static TrainSpec.Optimizer optimizer(RecipeValues values) {
        List<?> betas = (List<?>) values.get("train.optimizer.betas");
        return new TrainSpec.Optimizer(
                values.decimal("train.optimizer.lr"),
                (double) betas.get(0),
                (double) betas.get(1),
                values.decimal("train.optimizer.eps"),
                values.decimal("train.optimizer.weight_decay"),
                ((List<?>) values.get("train.optimizer.no_decay"))
                        .stream().map(String.class::cast).toList(),
                values.decimal("train.optimizer.grad_clip"));
    }

    private static TrainSpec.Schedule schedule(RecipeValues values) {
        return new TrainSpec.Schedule(
                keyed(
                        TrainSpec.Schedule.Shape.values(),
                        TrainSpec.Schedule.Shape::key,
                        values.text("train.schedule.name")),
                values.whole("train.schedule.warmup_steps"),
                values.decimal("train.schedule.min_lr"),
                values.count("train.schedule.micro_steps"),
                values.whole("train.schedule.decay_steps"));
    }

    private static TrainSpec.Loss loss(RecipeValues values) {
        return new TrainSpec.Loss(
                keyed(
                        TrainSpec.Loss.Normalize.values(),
                        TrainSpec.Loss.Normalize::key,
                        values.text("train.loss.normalize")),
                values.decimal("train.loss.z_loss"),
                values.decimal("train.loss.label_smoothing"),
                values.decimal("train.loss.logit_scale"));
    }

    private static CheckpointSpec checkpoint(RecipeValues values) {
        return new CheckpointSpec(
                values.text("checkpoint.dir"), values.whole("checkpoint.every_steps"), values.count("checkpoint.keep"));
    }

    private static ClusterSpec cluster(RecipeValues values, long replicas) {
        long min = values.whole("cluster.workers.min");
        long max = values.whole("cluster.workers.max");
        if (min > max) {
            values.contradiction(
                    "cluster.workers.min",
                    "the value " + min + " is more than cluster.workers.max " + max,
                    "Make min at most max");
            values.refuseIfWrong();
        }
        return new ClusterSpec((int) min, (int) max, (int) replicas, values.count("cluster.threads_per_worker"));
    }

    private static <E> E keyed(E[] values, Function<E, String> key, String word) {
        for (E value : values) {
            if (key.apply(value).equals(word)) {
                return value;
            }
        }
        throw new IllegalStateException("the key table allows '" + word + "', which no value has");
    }
}
