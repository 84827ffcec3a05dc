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
import java.util.Optional;
import java.util.function.Consumer;
import org.steelworks.ops.prepare.InputNames;

/**
 * Programs that do the same to a corpus, alternately; the first is what the others are compared with, in what they compute
 * too.
 */
public final class DataComparison {
    private static final String STEEL = "steel";
    private static final int BLOCK = 2049;

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

    /**
     * {@code steel prepare} on one core and on two, beside Data-Juicer on one: its operators alone without their start, and its
     * own command as a whole. Two processes, each on a core of its own, show what the machine gives to two at most.
     */
    public static DataComparison prepare(
            Tools tools, BenchCorpus corpus, String recipe, Path baselineRecipe, int pairs, Consumer<String> progress) {
        Map<String, DataJob> jobs = new LinkedHashMap<>();
        String documents = InputNames.of(List.of(corpus.file())).get(0) + ".jsonl";
        DataOutput.Place cleaned = out -> DataOutput.documents(out.resolve(documents));
        jobs.put(STEEL, DataJob.steel("0", cleaning(tools, corpus, recipe, 1), cleaned));
        if (Runtime.getRuntime().availableProcessors() > 1) {
            jobs.put(STEEL + "_two_threads", DataJob.steel("0,1", cleaning(tools, corpus, recipe, 2), cleaned));
            jobs.put(
                    STEEL + "_two_processes",
                    DataJob.both(
                            DataJob.steel("0", cleaning(tools, corpus, recipe, 1), cleaned),
                            DataJob.steel("1", cleaning(tools, corpus, recipe, 1), cleaned)));
        }
        if (tools.python != null) {
            List<String> arguments = List.of(corpus.file().toString(), "--recipe", baselineRecipe.toString());
            DataOutput.Place clean = out -> DataOutput.documents(out.resolve("clean.jsonl"));
            jobs.put(
                    "data_juicer_operators",
                    DataJob.python(tools.python, tools.script, words("prepare", arguments), clean));
            jobs.put(
                    "data_juicer", DataJob.pythonWhole(tools.python, tools.script, words("process", arguments), clean));
        }
        return new DataComparison("prepare", corpus, jobs, pairs, progress);
    }

    private static List<String> cleaning(Tools tools, BenchCorpus corpus, String recipe, int threads) {
        return List.of(
                tools.steel.toString(),
                "prepare",
                "--in",
                corpus.file().toString(),
                "--recipe",
                recipe,
                "--threads",
                Integer.toString(threads),
                "--out",
                "{out}");
    }

    private static List<String> words(String first, List<String> others) {
        List<String> words = new ArrayList<>(List.of(first));
        words.addAll(others);
        return words;
    }

    /** {@code steel tokenize} beside Hugging Face tokenizers, one thread each. */
    public static DataComparison tokenize(
            Tools tools, BenchCorpus corpus, Path tokenizer, int pairs, Consumer<String> progress) {
        String shell = "mkdir '{out}' && '%s' tokenize --tokenizer '%s' --threads 1 < '%s' > '{out}/ids.jsonl'"
                .formatted(tools.steel, tokenizer, corpus.file());
        Task task = new Task("tokenize", "tokenizers", out -> DataOutput.ids(out.resolve("ids.jsonl")));
        return withTokenizer(task, tools, corpus, tokenizer, List.of("sh", "-c", shell), pairs, progress);
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
                "--block",
                Integer.toString(BLOCK),
                "--blocks-per-shard",
                "1024",
                "--out",
                "{out}");
        Task task = new Task("pack", "original", out -> DataOutput.blocks(out, BLOCK));
        return withTokenizer(task, tools, corpus, tokenizer, command, pairs, progress);
    }

    /** What is done, who else does it, and where both leave what they made. */
    private record Task(String name, String rival, DataOutput.Place output) {}

    private static DataComparison withTokenizer(
            Task task,
            Tools tools,
            BenchCorpus corpus,
            Path tokenizer,
            List<String> command,
            int pairs,
            Consumer<String> progress) {
        Map<String, DataJob> jobs = new LinkedHashMap<>();
        jobs.put(STEEL, DataJob.steel("0", command, task.output()));
        if (tools.python != null) {
            List<String> arguments =
                    List.of(task.name(), corpus.file().toString(), "--tokenizer", tokenizer.toString());
            jobs.put(task.rival(), DataJob.python(tools.python, tools.script, arguments, task.output()));
        }
        return new DataComparison(task.name(), corpus, jobs, pairs, progress);
    }

    /**
     * Measures. The {@code ratio} of a rival is our rate on one core divided by its own, {@code speed_up} is our rate on more
     * cores divided by that on one; within each pair. A rival that computes something else is named with the difference.
     *
     * @throws BenchFailure where our own runs differ
     */
    public ObjectNode run(Path folder) throws IOException {
        Map<String, List<DataJob.Run>> runs = new LinkedHashMap<>();
        double megabytes = corpus.bytes() / 1e6;
        for (int pair = 1; pair <= pairs; pair++) {
            for (Map.Entry<String, DataJob> job : jobs.entrySet()) {
                String name = job.getKey();
                Path own = Files.createDirectories(folder.resolve(name));
                DataJob.Run run = job.getValue().run(own);
                TemporaryFolder.delete(own);
                runs.computeIfAbsent(name, of -> new ArrayList<>()).add(run);
                Optional<String> difference = difference(run, runs);
                if (difference.isPresent() && isOurs(name)) {
                    throw new BenchFailure(name + " " + difference.get() + "; please report it with the corpus");
                }
                progress.accept("pair %d of %d: %s %.2f MB/s%s"
                        .formatted(
                                pair,
                                pairs,
                                name.replace('_', ' '),
                                megabytes / run.seconds(),
                                difference.map(text -> ", " + text).orElse("")));
            }
        }
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("bench", bench).put("pairs", pairs);
        report.put("megabytes", Figures.round(megabytes)).put("documents", corpus.documents());
        runs.forEach((name, of) -> describe(report.putObject(name), name, of, runs));
        return report;
    }

    private static boolean isOurs(String name) {
        return name.startsWith(STEEL);
    }

    private static Optional<String> difference(DataJob.Run run, Map<String, List<DataJob.Run>> runs) {
        return run.output().differenceFrom(runs.get(STEEL).get(0).output(), STEEL);
    }

    private void describe(ObjectNode node, String name, List<DataJob.Run> of, Map<String, List<DataJob.Run>> runs) {
        double megabytes = corpus.bytes() / 1e6;
        Figures.put(
                node,
                "mb_per_second",
                Median.of(of.stream().map(run -> megabytes / run.seconds()).toList()));
        node.put("peak_mib", of.stream().mapToLong(DataJob.Run::peakBytes).max().orElse(0) >> 20);
        DataOutput output = of.get(0).output();
        ObjectNode made = node.putObject("output");
        made.put(output.of(), output.items().size()).put("digest", output.digest());
        if (name.equals(STEEL)) {
            return;
        }
        String difference = of.stream()
                .map(run -> difference(run, runs))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
        made.put("same_as_steel", difference.isEmpty());
        if (!difference.isEmpty()) {
            made.put("difference", difference);
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            double longer = of.get(i).seconds() / runs.get(STEEL).get(i).seconds();
            ratios.add(isOurs(name) ? 1 / longer : longer);
        }
        Figures.put(node, isOurs(name) ? "speed_up" : "ratio", Median.of(ratios));
    }
}
