package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Our gradient exchange beside Gloo's all-reduce between as many processes, alternately. */
public final class ExchangeComparison {
    private final ExchangeBench bench;
    private final TorchBaseline baseline;
    private final int pairs;
    private final Consumer<String> progress;

    /** @param baseline null for none */
    public ExchangeComparison(ExchangeBench bench, TorchBaseline baseline, int pairs, Consumer<String> progress) {
        this.bench = bench;
        this.baseline = baseline;
        this.pairs = pairs;
        this.progress = progress;
        if (baseline != null && bench.members() != 2) {
            throw new BenchFailure("the baseline's all-reduce has two processes: compare with --workers 2");
        }
    }

    /** Measures; a minute or so. */
    public ObjectNode run(Path folder) throws IOException {
        List<Double> ours = new ArrayList<>();
        List<Double> gloo = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        long bytes = 0;
        for (int pair = 1; pair <= pairs; pair++) {
            ExchangeBench.Sample sample = bench.run(folder);
            bytes = sample.bytes();
            ours.add(sample.gigabytesPerSecond());
            progress.accept("pair %d of %d: steel %.2f GB/s".formatted(pair, pairs, sample.gigabytesPerSecond()));
            if (baseline != null) {
                double rate = baseline.run(
                                List.of("--case", "allreduce", "--mb", Integer.toString(bench.mebibytes())),
                                Map.of(),
                                folder)
                        .path("gb_per_second")
                        .asDouble();
                gloo.add(rate);
                ratios.add(sample.gigabytesPerSecond() / rate);
                progress.accept("pair %d of %d: gloo %.2f GB/s".formatted(pair, pairs, rate));
            }
        }
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("bench", "allreduce").put("workers", bench.members()).put("bytes", bytes);
        report.put("pairs", pairs).put("rounds", bench.rounds());
        Figures.put(report.putObject("steel"), "gb_per_second", Median.of(ours));
        if (baseline != null) {
            ObjectNode theirs = report.putObject("baselines").putObject("gloo");
            Figures.put(theirs, "gb_per_second", Median.of(gloo));
            Figures.put(theirs, "ratio", Median.of(ratios));
        }
        return report;
    }
}
