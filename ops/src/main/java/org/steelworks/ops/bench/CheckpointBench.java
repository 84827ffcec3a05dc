package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.bucket.BucketGroupWriter;
import org.steelworks.checkpoint.catalog.CheckpointPublisher;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * Writing a checkpoint: weights and both moments of all buckets with their checksums, synced, then the manifest and the
 * rename that publish it, as one worker and its node do it. Beside it torch.save of the same state, synced.
 */
public final class CheckpointBench {
    private static final long SEED = 1;
    private static final String MEMBER = "bench/w0";

    private final BenchModel model;
    private final TorchBaseline baseline;
    private final int pairs;
    private final Consumer<String> progress;

    /** @param baseline null for none */
    public CheckpointBench(BenchModel model, TorchBaseline baseline, int pairs, Consumer<String> progress) {
        this.model = model;
        this.baseline = baseline;
        this.pairs = pairs;
        this.progress = progress;
    }

    /** Measures on the disk that has {@code folder}. */
    public ObjectNode run(Path folder) throws IOException {
        ParameterTable table = ParameterTable.of(model.spec());
        FlatVectors weights = FlatVectors.initial(table, SEED);
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        long bytes = 0;
        for (int pair = 1; pair <= pairs; pair++) {
            long startNs = System.nanoTime();
            bytes = write(weights, folder.resolve("checkpoints"), pair);
            double seconds = (System.nanoTime() - startNs) / 1e9;
            ours.add(seconds);
            progress.accept("pair %d of %d: steel %.2f s".formatted(pair, pairs, seconds));
            if (baseline != null) {
                List<String> arguments = new ArrayList<>(List.of("--case", "save"));
                arguments.addAll(model.arguments());
                JsonNode saved = baseline.run(arguments, Map.of("TMPDIR", folder.toString()), folder);
                theirs.add(saved.path("seconds").asDouble());
                ratios.add(saved.path("seconds").asDouble() / seconds);
                progress.accept("pair %d of %d: torch.save %.2f s"
                        .formatted(pair, pairs, saved.path("seconds").asDouble()));
            }
        }
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("bench", "checkpoint").put("parameters", table.elements()).put("pairs", pairs);
        ObjectNode steel = report.putObject("steel").put("bytes", bytes);
        Figures.put(steel, "seconds", Median.of(ours));
        if (baseline != null) {
            ObjectNode save = report.putObject("baselines").putObject("torch.save");
            Figures.put(save, "seconds", Median.of(theirs));
            Figures.put(save, "ratio", Median.of(ratios));
        }
        return report;
    }

    /** The bytes of a moment are those of its weights: what they are makes no difference to a disk. */
    private long write(FlatVectors weights, Path folder, long step) throws IOException {
        DirectoryStore store = new DirectoryStore(folder);
        List<Bucket> buckets = BucketPlan.of(weights.table()).buckets();
        BucketGroup group = new BucketGroupWriter(store).write(step, MEMBER, buckets, (bucket, use) -> {
            ByteBuffer bytes = weights.bytes(bucket);
            use.with(
                    bytes,
                    bytes.duplicate().order(bytes.order()),
                    bytes.duplicate().order(bytes.order()));
        });
        CheckpointFacts facts = new CheckpointFacts(
                "bench", new Fingerprint(Map.of()), step, step, "{\"segments\":[]}", 0, model.spec(), null);
        new CheckpointPublisher(store, 1).publish(facts, List.of(group));
        return group.fileBytes();
    }
}
