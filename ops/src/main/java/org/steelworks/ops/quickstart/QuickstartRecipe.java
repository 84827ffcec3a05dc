package org.steelworks.ops.quickstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.steelworks.core.recipe.ModelConfigReader;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;

/**
 * The quickstart's model and recipe: 1.8 million parameters that learn the bundled world in 280 steps of 2,048
 * tokens (exam accuracy 0.9, chance 0.25).
 */
final class QuickstartRecipe {
    /** V of a step. */
    static final int LEAVES = 4;

    static final int SEQUENCE = 128;
    static final int STEPS = 280;
    static final long SEED = 3407;
    private static final int BATCH = 16;

    private QuickstartRecipe() {}

    /** The model for a tokenizer with so many ids. */
    static ModelSpec model(int vocabulary) {
        return new ModelSpec(
                vocabulary,
                128,
                344,
                1,
                4,
                4,
                4,
                512,
                0.02,
                1e-6,
                10_000,
                false,
                FeedForwardKind.RAW,
                MlpKind.RAW,
                1,
                1,
                vocabulary - 3,
                vocabulary - 1);
    }

    /** Writes {@code config.json} and {@code recipe.yaml}; returns the recipe's path. */
    static Path write(Path dir, Path shards, int vocabulary, int workers, long steps) throws IOException {
        Path config = dir.resolve("config.json");
        Files.writeString(
                config, ModelConfigReader.write(model(vocabulary)).toPrettyString() + "\n", StandardCharsets.UTF_8);
        Path recipe = dir.resolve("recipe.yaml");
        Files.writeString(recipe, text(config, shards, dir, vocabulary, workers, steps), StandardCharsets.UTF_8);
        return recipe;
    }

    private static String text(Path config, Path shards, Path dir, int vocabulary, int workers, long steps) {
        return """
                kind: pretrain
                model:
                  config: %s
                  tokenizer: %s
                data:
                  train: [{path: %s, weight: 1.0}]
                  sequence_length: %d
                train:
                  steps: %d
                  global_batch: %d
                  micro_batch: %d
                  optimizer: {name: adamw, lr: 3.0e-3, betas: [0.9, 0.95], eps: 1.0e-8, weight_decay: 0.05, grad_clip: 1.0}
                  schedule: {name: cosine, warmup_steps: 20, min_lr: 3.0e-4}
                  precision: fp32
                  seed: %d
                  ignore_index: %d
                checkpoint: {every_steps: 70, keep: 2}
                cluster: {workers: {min: %d, max: %d}, replicas: all, threads_per_worker: 1}
                """
                .formatted(
                        config,
                        dir.resolve("tokenizer"),
                        shards,
                        SEQUENCE,
                        steps,
                        BATCH,
                        BATCH / LEAVES,
                        SEED,
                        vocabulary - 3,
                        workers,
                        workers);
    }
}
