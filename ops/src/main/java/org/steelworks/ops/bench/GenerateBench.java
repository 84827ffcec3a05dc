package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.steelworks.eval.model.LanguageModel;
import org.steelworks.eval.model.ModelDevice;
import org.steelworks.gpu.generate.Generator;
import org.steelworks.gpu.generate.Sampling;

/** Greedy generation with a key-value cache: reading a prompt (prefill), then writing token by token (decode). */
public final class GenerateBench {
    private static final long SEED = 1;

    private final BenchModel model;
    private final int newTokens;
    private final int threads;
    private final TorchBaseline baseline;
    private final int pairs;
    private final Consumer<String> progress;

    /**
     * @param model its sequence is the prompt's length
     * @param newTokens tokens written behind it, at least 2
     * @param baseline null for none
     */
    public GenerateBench(
            BenchModel model,
            int newTokens,
            int threads,
            TorchBaseline baseline,
            int pairs,
            Consumer<String> progress) {
        if (newTokens < 2) {
            throw new BenchFailure("--new-tokens " + newTokens + ": decoding is measured from the second token on");
        }
        this.model = model;
        this.newTokens = newTokens;
        this.threads = threads;
        this.baseline = baseline;
        this.pairs = pairs;
        this.progress = progress;
    }

    private record Sample(double prefill, double decode) {}

    /** Measures; the model is made once, every pair begins with an empty cache. */
    public ObjectNode run(Path folder) throws IOException {
        List<Sample> ours = new ArrayList<>();
        List<Sample> theirs = new ArrayList<>();
        try (LanguageModel loaded = LanguageModel.untrained(
                model.spec(model.sequence() + newTokens), SEED, null, ModelDevice.cpu(threads))) {
            write(loaded);
            for (int pair = 1; pair <= pairs; pair++) {
                ours.add(write(loaded));
                say(pair, "steel", ours);
                if (baseline != null) {
                    theirs.add(baselineSample(folder));
                    say(pair, "torch", theirs);
                }
            }
        }
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("bench", "generate").put("threads", threads).put("pairs", pairs);
        report.put("prompt_tokens", model.sequence()).put("new_tokens", newTokens);
        put(report.putObject("steel"), ours);
        if (baseline != null) {
            ObjectNode torch = report.putObject("baselines").putObject("eager");
            put(torch, theirs);
            List<Double> prefill = new ArrayList<>();
            List<Double> decode = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                prefill.add(ours.get(i).prefill / theirs.get(i).prefill);
                decode.add(ours.get(i).decode / theirs.get(i).decode);
            }
            Figures.put(torch, "prefill_ratio", Median.of(prefill));
            Figures.put(torch, "decode_ratio", Median.of(decode));
        }
        return report;
    }

    private Sample write(LanguageModel loaded) {
        int[] prompt = new SplittableRandom(SEED)
                .ints(model.sequence(), 0, model.vocabulary())
                .toArray();
        long[] firstNs = new long[1];
        long startNs = System.nanoTime();
        loaded.generate(
                prompt,
                new Generator.Request(newTokens, Sampling.GREEDY, Set.of()),
                token -> {
                    if (firstNs[0] == 0) {
                        firstNs[0] = System.nanoTime();
                    }
                    return true;
                },
                () -> false);
        double decodeSeconds = (System.nanoTime() - firstNs[0]) / 1e9;
        return new Sample(prompt.length / ((firstNs[0] - startNs) / 1e9), (newTokens - 1) / decodeSeconds);
    }

    private Sample baselineSample(Path folder) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--case", "generate"));
        arguments.addAll(model.arguments());
        arguments.addAll(List.of("--new-tokens", Integer.toString(newTokens), "--threads", Integer.toString(threads)));
        JsonNode measured = baseline.run(arguments, Map.of(), folder);
        return new Sample(
                measured.path("prefill_tokens_per_second").asDouble(),
                measured.path("decode_tokens_per_second").asDouble());
    }

    private void say(int pair, String who, List<Sample> samples) {
        Sample last = samples.get(samples.size() - 1);
        progress.accept("pair %d of %d: %s reads %.0f and writes %.1f tokens/s"
                .formatted(pair, pairs, who, last.prefill, last.decode));
    }

    private static void put(ObjectNode node, List<Sample> samples) {
        Figures.put(
                node,
                "prefill_tokens_per_second",
                Median.of(samples.stream().map(Sample::prefill).toList()));
        Figures.put(
                node,
                "decode_tokens_per_second",
                Median.of(samples.stream().map(Sample::decode).toList()));
    }
}
