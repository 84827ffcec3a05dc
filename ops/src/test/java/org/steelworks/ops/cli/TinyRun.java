package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.steelworks.data.pack.ShardHeader;
import org.steelworks.data.pack.TokenType;

/** A recipe with shards for a model so small that a step takes milliseconds. */
final class TinyRun {
    private static final int VOCABULARY = 64;
    private static final int SEQUENCE = 16;
    private static final int BLOCKS = 64;

    private TinyRun() {}

    /** A recipe with one shard set, {@code shards}. */
    static Path write(Path dir, int steps) throws IOException {
        writeSet(dir.resolve("shards"), BLOCKS, 7);
        Files.writeString(dir.resolve("config.json"), CONFIG);
        return Files.writeString(dir.resolve("tiny.yaml"), RECIPE.formatted(SEQUENCE, steps));
    }

    /** The same with a second, smaller set, {@code more}, of twice the weight. */
    static Path writeMixture(Path dir, int steps) throws IOException {
        Path recipe = write(dir, steps);
        writeSet(dir.resolve("more"), BLOCKS / 8, 11);
        return Files.writeString(
                recipe,
                Files.readString(recipe)
                        .replace(
                                "{path: shards, weight: 1.0}",
                                "{path: shards, weight: 1.0}, {path: more, weight: 2.0}"));
    }

    /** More shards for a run, in a folder {@code name}. */
    static Path writeMore(Path dir, String name, int factor) throws IOException {
        writeSet(dir.resolve(name), BLOCKS / 2, factor);
        return dir.resolve(name);
    }

    private static void writeSet(Path shards, int blocks, int factor) throws IOException {
        int tokens = blocks * (SEQUENCE + 1);
        ByteBuffer bytes =
                ByteBuffer.allocate(ShardHeader.BYTES + tokens * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new ShardHeader(TokenType.INT32, tokens).encode());
        for (int i = 0; i < tokens; i++) {
            bytes.putInt(i * factor % (VOCABULARY - 4));
        }
        Files.createDirectories(shards);
        Files.write(shards.resolve("tiny_process0_0000000000.bin"), bytes.array());
    }

    private static final String CONFIG =
            """
            {"model_type": "qwen2", "vocab_size": 64, "hidden_size": 16, "intermediate_size": 24,
             "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 2, "max_position_embeddings": 32,
             "initializer_range": 0.02, "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "tie_word_embeddings": false,
             "hidden_act": "silu", "attention_dropout": 0.0, "use_sliding_window": false, "sliding_window": 32,
             "max_window_layers": 1, "bos_token_id": 61, "eos_token_id": 63, "FFN_type": "raw", "mlp_type": "raw",
             "n_experts": 1, "slots_per_expert": 1, "mlp_div_ratio": 4}
            """;

    private static final String RECIPE =
            """
            kind: pretrain
            model: {config: config.json}
            data:
              train: [{path: shards, weight: 1.0}]
              sequence_length: %d
              order: sequential
            train:
              steps: %d
              global_batch: 2
              micro_batch: 1
              optimizer: {name: adamw, lr: 1.0e-3, betas: [0.9, 0.95], eps: 1.0e-8, weight_decay: 0.05, grad_clip: 1.0}
              schedule: {name: constant, warmup_steps: 5}
              precision: fp32
              seed: 1
              ignore_index: 62
            checkpoint: {every_steps: 100, keep: 2}
            cluster: {workers: {min: 1, max: 1}, replicas: all}
            """;
}
