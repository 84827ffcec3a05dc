package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.steelworks.core.model.FlopCount;
import org.steelworks.core.model.ParameterTable;

/**
 * Training beside rivals: in every pair we run once, then each rival, so that what the machine does meanwhile hits all.
 * A ratio is taken within a pair; the median of the pairs counts.
 */
public final class TrainComparison {
    private static final double MEBI = 1 << 20;

    private final TrainBench bench;
    private final TorchBaseline baseline;
    private final List<Rival> rivals;
    private final int pairs;
    private final Consumer<String> progress;
    private final List<TrainBench.Sample> ours = new ArrayList<>();
    private final Map<Rival, List<JsonNode>> theirs = new EnumMap<>(Rival.class);
    private final List<Double> gemm = new ArrayList<>();

    /** @param baseline null for none */
    public TrainComparison(
            TrainBench bench, TorchBaseline baseline, List<Rival> rivals, int pairs, Consumer<String> progress) {
        this.bench = bench;
        this.baseline = baseline;
        this.rivals = baseline == null ? List.of() : rivals;
        this.pairs = pairs;
        this.progress = progress;
    }

    /** Measures; minutes. */
    public ObjectNode run(Path folder) throws IOException {
        bench.prepare(folder);
        for (int pair = 1; pair <= pairs; pair++) {
            String which = "pair " + pair + " of " + pairs + ": ";
            TrainBench.Sample sample = bench.run(folder);
            ours.add(sample);
            progress.accept(which + "steel " + Math.round(sample.tokensPerSecond()) + " tokens/s");
            for (Rival rival : rivals) {
                JsonNode measured = baseline.train(bench, rival, folder);
                theirs.computeIfAbsent(rival, r -> new ArrayList<>()).add(measured);
                progress.accept(which + rival.key() + " "
                        + Math.round(measured.path("tokens_per_second").asDouble()) + " tokens/s");
            }
            if (baseline != null) {
                gemm.add(largestProduct(folder));
                progress.accept(which + "matrix products " + Math.round(gemm.get(gemm.size() - 1)) + " GFLOP/s");
            }
        }
        return report();
    }

    /** GFLOP/s of the fastest product that the script tries in the type that the case multiplies in. */
    private double largestProduct(Path folder) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--case", "gemm"));
        arguments.addAll(bench.model().arguments());
        int threads = bench.workers() * bench.threads();
        arguments.addAll(List.of("--threads", Integer.toString(threads)));
        arguments.addAll(TorchBaseline.device(bench.device()));
        String type = bench.precision().equals("fp32") ? "torch.float32 " : "torch.bfloat16 ";
        double best = 0;
        for (Map.Entry<String, JsonNode> rate :
                baseline.run(arguments, Map.of(), folder).path("gflops").properties()) {
            if (rate.getKey().startsWith(type)) {
                best = Math.max(best, rate.getValue().asDouble());
            }
        }
        if (best == 0) {
            throw new BenchFailure("the baseline script measured no product in " + type.strip()
                    + ": its --case gemm must report \"gflops\" by \"TYPE SIZES\"");
        }
        return best;
    }

    private ObjectNode report() {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("bench", "train").put("case", bench.precision()).put("device", bench.device());
        report.put("workers", bench.workers()).put("threads", bench.threads());
        report.put("parameters", ParameterTable.of(bench.model().spec()).elements());
        report.put("tokens_per_step", bench.tokensPerStep());
        report.put("pairs", pairs).put("steps", bench.steps());
        ObjectNode steel = report.putObject("steel");
        Median speed = Median.of(rates());
        Figures.put(steel, "tokens_per_second", speed);
        steel.put("peak_mib", largest(TrainBench.Sample::workerPeak));
        steel.put("peak_mib_all_processes", largest(TrainBench.Sample::allPeak));
        TrainBench.Sample last = ours.get(ours.size() - 1);
        last.losses().forEach(steel.withArray("losses")::add);
        if (!gemm.isEmpty()) {
            double flops =
                    FlopCount.ofSequence(bench.model().spec(), bench.model().sequence())
                            / bench.model().sequence();
            double roofline = Median.of(gemm).value();
            report.put("gemm_gflops", Figures.round(roofline));
            steel.put("share_of_gemm", Figures.round(flops * speed.value() / 1e9 / roofline));
        }
        theirs.forEach((rival, measured) -> report.withObject("/baselines")
                .set(rival.key(), ofRival(measured, steel.path("peak_mib").asDouble())));
        return report;
    }

    private ObjectNode ofRival(List<JsonNode> measured, double ourPeak) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        List<Double> rates = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        double peak = 0;
        for (int i = 0; i < measured.size(); i++) {
            double rate = measured.get(i).path("tokens_per_second").asDouble();
            rates.add(rate);
            ratios.add(ours.get(i).tokensPerSecond() / rate);
            peak = Math.max(peak, measured.get(i).path("peak_rss_mb").asDouble());
        }
        Figures.put(node, "tokens_per_second", Median.of(rates));
        Figures.put(node, "ratio", Median.of(ratios));
        node.put("peak_mib", peak);
        node.put("peak_ratio", Figures.round(ourPeak / peak));
        return node;
    }

    private List<Double> rates() {
        return ours.stream().map(TrainBench.Sample::tokensPerSecond).toList();
    }

    private double largest(java.util.function.ToLongFunction<TrainBench.Sample> of) {
        return Math.round(ours.stream().mapToLong(of).max().orElse(0) / MEBI);
    }
}
