package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.steelworks.core.recipe.ModelConfigReader;
import org.steelworks.data.pack.ShardHeader;
import org.steelworks.data.pack.TokenType;

/**
 * Training as a user runs it, {@code steel train} with its node and worker processes, on random tokens: data feed,
 * forward, backward, exchange, clipping and optimizer are all in the seconds of a step.
 *
 * @param steel the launcher
 * @param precision {@code fp32} or {@code bf16-mixed}
 * @param device {@code cpu} or {@code cuda}
 * @param steps timed steps; one more is run before them
 */
public record TrainBench(
        Path steel, BenchModel model, String precision, String device, int workers, int threads, int steps) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long SEED = 1;

    /**
     * One run.
     *
     * @param tokensPerSecond of the median timed step
     * @param workerPeak largest peak resident memory of a process, which is a worker, bytes
     * @param allPeak sum of the peaks of all processes, the node's included, bytes
     * @param losses of all steps
     */
    record Sample(double tokensPerSecond, long workerPeak, long allPeak, List<Double> losses) {}

    public TrainBench {
        if (model.accumulate() % workers != 0) {
            throw new BenchFailure("--accumulate " + model.accumulate() + " micro-batches cannot be shared evenly by "
                    + workers + " workers: give a multiple");
        }
    }

    /** Tokens of a step. */
    long tokensPerStep() {
        return (long) model.globalBatch() * model.sequence();
    }

    /** Writes tokens, model configuration and recipe into a folder; every run of the bench uses them. */
    void prepare(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("shards"));
        writeShard(folder.resolve("shards").resolve("bench_process0_0000000000.bin"));
        Files.writeString(
                folder.resolve("config.json"),
                ModelConfigReader.write(model.spec()).toPrettyString() + "\n",
                StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("recipe.yaml"), recipe(), StandardCharsets.UTF_8);
    }

    private String recipe() {
        return """
                kind: pretrain
                model: {config: config.json}
                data: {train: [{path: shards}], sequence_length: %d, order: sequential}
                train:
                  steps: %d
                  global_batch: %d
                  micro_batch: %d
                  accumulate: %d
                  optimizer: {name: adamw, lr: 3.0e-4, betas: [0.9, 0.95], eps: 1.0e-8, weight_decay: 0.05, grad_clip: 1.0}
                  schedule: {name: constant, warmup_steps: 0, min_lr: 0.0}
                  precision: %s
                  device: %s
                  ignore_index: %d
                  validate_every: 0
                checkpoint: {every_steps: 1000000, keep: 1}
                """
                .formatted(
                        model.sequence(),
                        steps + 1,
                        model.globalBatch(),
                        model.microBatch(),
                        model.accumulate() / workers,
                        precision,
                        device,
                        ignored());
    }

    private int ignored() {
        return model.vocabulary() - 1;
    }

    private void writeShard(Path file) throws IOException {
        TokenType type = TokenType.forVocabulary(model.vocabulary());
        long elements = (model.sequence() + 1L) * model.globalBatch() * (steps + 1L);
        SplittableRandom random = new SplittableRandom(SEED);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(channel, new ShardHeader(type, elements).encode());
            for (long i = 0; i < elements; i++) {
                type.put(buffer, random.nextInt(ignored()));
                if (buffer.remaining() < type.bytes() || i + 1 == elements) {
                    write(channel, buffer.flip());
                    buffer.clear();
                }
            }
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Trains once in a new folder below {@code folder}, and removes it. */
    Sample run(Path folder) throws IOException {
        Path run = folder.resolve("run");
        TemporaryFolder.delete(run);
        ChildRun child = ChildRun.of(
                List.of(
                        steel.toString(),
                        "train",
                        folder.resolve("recipe.yaml").toString(),
                        "--dir",
                        run.toString(),
                        "--workers",
                        Integer.toString(workers),
                        "--threads",
                        Integer.toString(threads)),
                Map.of(),
                folder,
                folder.resolve("steel.log"));
        List<Double> rates = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"), StandardCharsets.UTF_8)) {
            JsonNode step = JSON.readTree(line);
            losses.add(step.path("loss").asDouble());
            if (step.path("step").asLong() > 1) {
                rates.add(step.path("tokens_per_second").asDouble());
            }
        }
        TemporaryFolder.delete(run);
        if (rates.size() != steps) {
            throw new BenchFailure(
                    "steel train wrote metrics of " + losses.size() + " steps, " + (steps + 1) + " were asked for");
        }
        return new Sample(Median.of(rates).value(), child.largestPeak(), child.allPeaks(), losses);
    }
}
