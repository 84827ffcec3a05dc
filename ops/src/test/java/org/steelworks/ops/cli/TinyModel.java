package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.bucket.BucketGroupWriter;
import org.steelworks.checkpoint.catalog.CheckpointPublisher;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.huggingface.ModelImport;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.model.Parameter;
import org.steelworks.eval.model.ModelFolder;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * Models of three layers with random weights, 256 positions and 512 ids, whose numbers PyTorch computed, and a tokenizer
 * whose id b is the byte b; 259 pads, 260 and 261 begin and end messages.
 */
final class TinyModel {
    private TinyModel() {}

    /** The root of the checkout. */
    static Path home() {
        return Path.of(System.getProperty("steel.home"));
    }

    /** A file of numbers that PyTorch made, kept with the tests of the kernels. */
    static Path golden(String name) {
        return home().resolve("gpu-actors/src/test/resources/goldens").resolve(name);
    }

    static Path tokenizer() {
        return home().resolve("eval/src/test/resources/tiny-tokenizer");
    }

    /** Writes model and tokenizer. */
    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(golden("raw_raw/" + file), folder.resolve(file));
        }
        for (String file : List.of("vocab.json", "merges.txt", "tokenizer_config.json")) {
            Files.copy(tokenizer().resolve(file), folder.resolve(file));
        }
        return folder;
    }

    /** Writes a run's folder with checkpoints of the model: moments are 1 and 2 times the weights. */
    static Path writeRun(Path run, long... steps) throws IOException {
        DirectoryStore store = new DirectoryStore(run.resolve("checkpoints"));
        try (ModelFolder model = ModelFolder.open(write(run.resolve("model")))) {
            FlatVectors weights = model.weights();
            List<Bucket> buckets = BucketPlan.of(weights.table()).buckets();
            for (long step : steps) {
                BucketGroup group = new BucketGroupWriter(store)
                        .write(
                                step,
                                "node/w0",
                                buckets,
                                (bucket, use) -> use.with(
                                        weights.bytes(bucket), weights.bytes(bucket), doubled(weights.bytes(bucket))));
                CheckpointFacts facts = new CheckpointFacts(
                        "recipe-a",
                        new Fingerprint(Map.of("threads", "1")),
                        step,
                        step - 1,
                        "{\"segments\":[]}",
                        step * 8,
                        model.spec(),
                        null);
                new CheckpointPublisher(store, 5).publish(facts, List.of(group));
            }
        }
        return run;
    }

    static ByteBuffer doubled(ByteBuffer weights) {
        ByteBuffer result = ByteBuffer.allocate(weights.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        while (weights.hasRemaining()) {
            result.putFloat(2 * weights.getFloat());
        }
        return result.flip();
    }

    /** The weights of a parameter as the model's file has them. */
    static ByteBuffer weights(ModelImport model, Parameter parameter) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate((int) parameter.length() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        model.read(parameter, 0, bytes);
        return bytes.flip();
    }
}
