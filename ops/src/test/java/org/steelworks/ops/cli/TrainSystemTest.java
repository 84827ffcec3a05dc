package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.recipe.ModelConfigReader;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;

/**
 * The bits promise with real processes, on a mixture of two shard sets: node and workers are killed, and the run ends as if
 * nothing had happened.
 */
@Timeout(300)
class TrainSystemTest {
    private static final int STEPS = 300;
    private static final int VOCABULARY = 61;
    private static final int BLOCK = 13;
    private static final int BLOCKS = 400;
    private static final int BLOCKS_REPEATED = 30;

    private static Path folder;

    @BeforeAll
    static void trainWithoutAnyTrouble(@TempDir Path dir) throws Exception {
        folder = dir;
        writeRecipe();
        assertThat(train("calm", 1).waitFor()).isZero();
    }

    @Test
    void shouldEndWithTheSameBitsAfterTheNodeAndAllWorkersWereKilled() throws Exception {
        killAt(STEPS / 2, "killed", 2);
        assertThat(train("killed", 2, "--resume").waitFor()).isZero();

        assertSameAsCalm("killed");
    }

    @Test
    void shouldGoOnWithOtherWorkersInAFolderThatWasMoved() throws Exception {
        killAt(STEPS / 2, "before", 2);
        Files.move(folder.resolve("before"), folder.resolve("moved"));

        assertThat(train(
                                "moved",
                                2,
                                "--resume",
                                "--threads",
                                "2",
                                "--set",
                                "train.optimizer.lr=2.0e-3",
                                "--set",
                                "data.train=[{path: shards}, {path: more, weight: 2}]")
                        .waitFor())
                .as("another science is refused")
                .isEqualTo(CommandFailure.USAGE);
        assertThat(folder.resolve("moved.log"))
                .content()
                .contains("data.train is [weight 1.0, weight 2.0], the run has [weight 1.5, weight 1.0]")
                .contains("train.optimizer.lr is 0.002, the run has 0.001")
                .contains("cluster.threads_per_worker is 2, the run has 1");
        assertThat(train("moved", 3, "--resume").waitFor()).isZero();

        assertSameAsCalm("moved");
        assertThat(folder.resolve("before")).doesNotExist();
        assertThat(Files.readAllLines(folder.resolve("moved/metrics.jsonl")))
                .last()
                .asString()
                .contains("\"workers\":3");
    }

    private static void killAt(long step, String run, int workers) throws Exception {
        Process node = train(run, workers);
        try {
            Awaitility.await("step " + step)
                    .atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> of(run).steps() >= step);
            SteelProcess.kill(node);
        } finally {
            node.destroyForcibly();
        }
        assertThat(of(run).steps()).isLessThan(STEPS);
    }

    private static TrainedRun of(String run) {
        return new TrainedRun(folder.resolve(run));
    }

    private static void assertSameAsCalm(String run) throws IOException {
        of(run).assertSameAs(of("calm"), STEPS);
    }

    private static Process train(String run, int workers, String... more) throws IOException {
        List<Object> arguments = new ArrayList<>(
                List.of("train", folder.resolve("recipe.yaml"), "--dir", folder.resolve(run), "--workers", workers));
        arguments.addAll(List.of(more));
        return SteelProcess.start(folder.resolve(run + ".log"), List.of("-XX:+UseSerialGC", "-Xmx512m"), arguments);
    }

    private static void writeRecipe() throws IOException {
        ModelSpec model = new ModelSpec(
                VOCABULARY,
                16,
                24,
                1,
                2,
                4,
                2,
                64,
                0.02,
                1e-6,
                10_000,
                false,
                FeedForwardKind.RAW,
                MlpKind.RAW,
                1,
                1,
                -1,
                -1);
        Files.writeString(
                folder.resolve("config.json"), ModelConfigReader.write(model).toString());
        writeShard("shards", BLOCKS, 7919);
        writeShard("more", BLOCKS_REPEATED, 104_729);
        Files.writeString(
                folder.resolve("recipe.yaml"),
                """
                kind: pretrain
                model: {config: config.json}
                data:
                  train: [{path: shards, weight: 1.5}, {path: more, weight: 1}]
                  sequence_length: %d
                train:
                  steps: %d
                  global_batch: 8
                  micro_batch: 1
                  accumulate: 2
                  optimizer: {name: adamw, lr: 1.0e-3, grad_clip: 1.0}
                  schedule: {name: cosine, warmup_steps: 5}
                  precision: fp32
                  seed: 11
                  ignore_index: 60
                checkpoint: {every_steps: 50, keep: 2}
                """
                        .formatted(BLOCK - 1, STEPS),
                StandardCharsets.UTF_8);
    }

    /** A shard in the layout of the original's reader: magic, version 1, type code 4 (int32), number of tokens, tokens. */
    private static void writeShard(String set, int blocks, long factor) throws IOException {
        int tokens = BLOCK * blocks;
        ByteBuffer bytes = ByteBuffer.allocate(24 + 4 * tokens).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("LITPKDS".getBytes(StandardCharsets.US_ASCII))
                .putLong(1)
                .put((byte) 4)
                .putLong(tokens);
        for (int i = 0; i < tokens; i++) {
            bytes.putInt((int) Math.floorMod(i * factor ^ (i / 7), VOCABULARY - 1));
        }
        Files.createDirectories(folder.resolve(set));
        Files.write(folder.resolve(set).resolve("s_process0_0000000000.bin"), bytes.array());
    }
}
