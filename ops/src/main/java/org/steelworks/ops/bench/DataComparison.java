package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Programs that do the same to a corpus, alternately; the first is what the others are compared with. */
public final class DataComparison {
    private static final String STEEL = "steel";

    private final String bench;
    private final BenchCorpus corpus;
    private final Map<String, DataJob> jobs;
    private final int pairs;
    private final Consumer<String> progress;

    private DataComparison(
            String bench, BenchCorpus corpus, Map<String, DataJob> jobs, int pairs, Consumer<String> progress) {
        this.bench = bench;
        this.corpus = corpus;
        this.jobs = jobs;
        this.pairs = pairs;
        this.progress = progress;
    }

    /**
     * What is measured with.
     *
     * @param steel the launcher
     * @param python interpreter with what {@code bench/requirements.txt} names; null for no baseline
     * @param script {@code bench/data_baseline.py}
     */
    public record Tools(Path steel, String python, Path script) {
        public Tools {
            if (python != null && !Files.isReadable(script)) {
                throw new BenchFailure("the baseline script " + script + " cannot be read: name another with --script");
            }
        }
    }

    /** {@code steel prepare} on one core and on two, beside Data-Juicer's operators on one. */
    public static DataComparison prepare(
            Tools tools, BenchCorpus corpus, String recipe, Path baselineRecipe, int pairs, Consumer<String> progress) {
        Map<String, DataJob> jobs = new LinkedHashMap<>();
        for (int cores = 1; cores <= Math.min(2, Runtime.getRuntime().availableProcessors()); cores++) {
            jobs.put(
                    cores == 1 ? STEEL : STEEL + "_two_threads",
                    DataJob.steel(
                            cores,
                            List.of(
                                    tools.steel.toString(),
                                    "prepare",
                                    "--in",
                                    corpus.file().toString(),
                                    "--recipe",
                                    recipe,
                                    "--threads",
                                    Integer.toString(cores),
                                    "--out",
                                    "{out}")));
        }
        if (tools.python != null) {
            List<String> arguments =
                    List.of("prepare", corpus.file().toString(), "--recipe", baselineRecipe.toString());
            jobs.put("data_juicer", DataJob.python(tools.python, tools.script, arguments));
        }
        return new DataComparison("prepare", corpus, jobs, pairs, progress);
    }

    /** {@code steel tokenize} beside Hugging Face tokenizers, one thread each. */
    public static DataComparison tokenize(
            Tools tools, BenchCorpus corpus, Path tokenizer, int pairs, Consumer<String> progress) {
        String shell = "'%s' tokenize --tokenizer '%s' --threads 1 < '%s' > '{out}.jsonl'"
                .formatted(tools.steel, tokenizer, corpus.file());
        return withTokenizer(
                "tokenize", "tokenizers", tools, corpus, tokenizer, List.of("sh", "-c", shell), pairs, progress);
    }

    /** {@code steel pack} beside one process of the original packer. */
    public static DataComparison pack(
            Tools tools, BenchCorpus corpus, Path tokenizer, int pairs, Consumer<String> progress) {
        List<String> command = List.of(
                tools.steel.toString(),
                "pack",
                "--in",
                corpus.file().toString(),
                "--tokenizer",
                tokenizer.toString(),
                "--threads",
                "1",
                "--blocks-per-shard",
                "1024",
                "--out",
                "{out}");
        return withTokenizer("pack", "original", tools, corpus, tokenizer, command, pairs, progress);
    }

    private static DataComparison withTokenizer(
            String bench,
            String rival,
            Tools tools,
            BenchCorpus corpus,
            Path tokenizer,
            List<String> command,
            int pairs,
            Consumer<String> progress) {
        Map<String, DataJob> jobs = new LinkedHashMap<>();
        jobs.put(STEEL, DataJob.steel(1, command));
        if (tools.python != null) {
            List<String> arguments = List.of(bench, corpus.file().toString(), "--tokenizer", tokenizer.toString());
            jobs.put(rival, DataJob.python(tools.python, tools.script, arguments));
        }
        return new DataComparison(bench, corpus, jobs, pairs, progress);
    }

    /**
     * Measures. The {@code ratio} of a rival is our rate on one core divided by its own, {@code speed_up} is our rate on more
     * cores divided by that on one; within each pair.
     */
    public ObjectNode run(Path folder) throws IOException {
        Map<String, List<DataJob.Run>> runs = new LinkedHashMap<>();
        double megabytes = corpus.bytes() / 1e6;
        for (int pair = 1; pair <= pairs; pair++) {
            for (Map.Entry<String, DataJob> job : jobs.entrySet()) {
                Path own = Files.createDirectories(folder.resolve(job.getKey()));
                DataJob.Run run = job.getValue().run(own);
                TemporaryFolder.delete(own);
                runs.computeIfAbsent(job.getKey(), name -> new ArrayList<>()).add(run);
                progress.accept("pair %d of %d: %s %.2f MB/s"
                        .formatted(pair, pairs, job.getKey().replace('_', ' '), megabytes / run.seconds()));
            }
        }
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("bench", bench).put("pairs", pairs);
        report.put("megabytes", Figures.round(megabytes)).put("documents", corpus.documents());
        List<DataJob.Run> first = runs.values().iterator().next();
        runs.forEach((name, of) -> {
            ObjectNode node = report.putObject(name);
            Figures.put(
                    node,
                    "mb_per_second",
                    Median.of(of.stream().map(run -> megabytes / run.seconds()).toList()));
            node.put(
                    "peak_mib",
                    of.stream().mapToLong(DataJob.Run::peakBytes).max().orElse(0) >> 20);
            if (of != first) {
                boolean own = name.startsWith(STEEL);
                List<Double> ratios = new ArrayList<>();
                for (int i = 0; i < pairs; i++) {
                    double longer = of.get(i).seconds() / first.get(i).seconds();
                    ratios.add(own ? 1 / longer : longer);
                }
                Figures.put(node, own ? "speed_up" : "ratio", Median.of(ratios));
            }
        });
        return report;
    }
}
