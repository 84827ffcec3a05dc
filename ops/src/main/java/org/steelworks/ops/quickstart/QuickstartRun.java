package org.steelworks.ops.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.steelworks.checkpoint.catalog.CheckpointCatalog;
import org.steelworks.checkpoint.catalog.CheckpointFolder;
import org.steelworks.checkpoint.catalog.CheckpointHash;
import org.steelworks.checkpoint.huggingface.ModelCard;
import org.steelworks.checkpoint.huggingface.ModelExport;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.tensor.DType;
import org.steelworks.data.clean.recipe.OperatorRecipeReader;
import org.steelworks.data.clean.recipe.OperatorRegistry;
import org.steelworks.data.corpus.QuickstartCorpus;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.prepare.PrepareRun;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.shard.FieldRule;
import org.steelworks.data.shard.PackRules;
import org.steelworks.data.shard.PackRun;
import org.steelworks.data.shard.PackSpec;
import org.steelworks.data.shard.ShardIndex;
import org.steelworks.data.unit.InputSet;
import org.steelworks.eval.model.LanguageModel;
import org.steelworks.eval.model.ModelDevice;
import org.steelworks.eval.model.TextGenerator;
import org.steelworks.eval.run.EvalRun;
import org.steelworks.eval.run.EvalSpec;
import org.steelworks.eval.score.ScoreReport;
import org.steelworks.eval.task.EvalTask;
import org.steelworks.gpu.generate.Sampling;
import org.steelworks.ops.wiring.LocalNode;
import org.steelworks.ops.wiring.NodeFailure;
import org.steelworks.ops.wiring.TrainJob;

/**
 * The whole product on the bundled corpus: raw files to an evaluated model. Every stage leaves its result in the folder
 * and is passed over where it is complete, so that a quickstart that was killed goes on with {@code --resume}.
 */
public final class QuickstartRun {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SETS =
            List.of("conversations", "encyclopaedia", "exercises", "programs", "stories");
    private static final List<String> PROMPT_MAPPERS =
            List.of("fix_unicode_mapper", "punctuation_normalization_mapper");
    private static final String PROMPT = "苹果是";
    private static final int SAMPLE_TOKENS = 40;
    /** Of the exam, whose questions have four answers. */
    private static final double CHANCE = 0.25;

    private static final String RUN = "run";

    private final QuickstartSpec spec;
    private final QuickstartConsole console;
    private final Path dir;
    private final Map<Stage, Double> seconds = new EnumMap<>(Stage.class);
    private final long startNs = System.nanoTime();

    /** Does nothing yet. */
    public QuickstartRun(QuickstartSpec spec, QuickstartConsole console) {
        this.spec = spec;
        this.console = console;
        this.dir = spec.dir().toAbsolutePath().normalize();
    }

    private interface Work<T> {
        T run() throws Exception;
    }

    /** Runs all stages; returns the file with the summary. */
    public Path run() throws Exception {
        requireFolder();
        LocalNode.Options options = LocalNode.Options.embedded(dir.resolve("node"), spec.workers(), 1, spec.port());
        console.starts(options.dir());
        try (LocalNode node = LocalNode.start(options)) {
            console.say("Dashboard: " + node.url() + "   (token in " + node.tokenFile() + ")");
            Path corpus = dir.resolve("corpus");
            QuickstartCorpus.Written raw = stage(Stage.CORPUS, () -> corpus(corpus));
            console.say("  " + raw.records() + " raw records in " + raw.files().size() + " files, dirt included");
            PrepareReport cleaned = stage(Stage.PREPARE, () -> prepare(node, raw.raw()));
            console.say("  kept " + cleaned.total().kept() + " of "
                    + cleaned.total().documents() + " documents, "
                    + cleaned.total().quarantined() + " bad records in quarantine");
            ShardIndex index = stage(Stage.PACK, this::pack);
            console.say("  " + index.tokens() + " tokens in " + index.blocks() + " blocks");
            String before = stage(Stage.SAMPLE_BEFORE, () -> sampleBefore(index));
            console.say("  untrained it writes: " + inOneLine(before));
            JobView job = stage(Stage.TRAIN, () -> train(node, index));
            CheckpointFolder checkpoint = checkpoint();
            String sha256 = CheckpointHash.ofWeights(checkpoint);
            Path model = stage(Stage.EXPORT, () -> export(checkpoint));
            ScoreReport scores = stage(Stage.EVALUATE, () -> evaluate(model, raw.exam()));
            String sample = stage(Stage.SAMPLE, () -> sample(LanguageModel.load(model, null, ModelDevice.cpu(1))));
            ObjectNode summary = summary(cleaned, index, job, sha256, scores);
            summary.put("sample_before", before);
            summary.put("sample", sample);
            return finish(times(summary));
        }
    }

    private void requireFolder() throws IOException {
        boolean used = Files.exists(dir.resolve("corpus")) || Files.exists(dir.resolve("node"));
        if (used && !spec.resume()) {
            throw new IllegalArgumentException(
                    dir + " holds an earlier quickstart: add --resume to go on with it, or name"
                            + " another folder with --dir");
        }
        Files.createDirectories(dir);
    }

    private <T> T stage(Stage stage, Work<T> work) throws Exception {
        console.progress(stage.title(), 0, new FittedLine());
        long fromNs = System.nanoTime();
        T result = work.run();
        seconds.put(stage, (System.nanoTime() - fromNs) / 1e9);
        console.say(String.format(Locale.ROOT, "%s: done in %.1f s", stage.title(), seconds.get(stage)));
        return result;
    }

    private QuickstartCorpus.Written corpus(Path corpus) throws IOException {
        Files.createDirectories(corpus);
        return QuickstartCorpus.write(corpus, QuickstartCorpus.DEFAULT_SEED);
    }

    private PrepareReport prepare(LocalNode node, Path raw) {
        OperatorRecipeReader recipes = new OperatorRecipeReader(OperatorRegistry.standard());
        List<InputSet> sets = new ArrayList<>();
        for (String set : SETS) {
            String recipe = set.equals("programs") ? "quickstart-code" : "quickstart-text";
            sets.add(new InputSet(
                    set, List.of(raw.resolve(set)), RawFormat.AUTO, recipes.bundled(recipe), "bundled " + recipe));
        }
        PrepareSpec prepare =
                PrepareSpec.of(sets, dir.resolve("clean"), Runtime.getRuntime().availableProcessors());
        PrepareRun run = PrepareRun.start(
                prepare,
                node.system(),
                progress -> console.progress(
                        Stage.PREPARE.title(),
                        progress.bytesTotal() == 0 ? 0 : (double) progress.bytesDone() / progress.bytesTotal(),
                        new FittedLine().add(progress.documents() + " documents")));
        try {
            return run.report().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private ShardIndex pack() throws IOException {
        Path shards = dir.resolve("shards");
        if (Files.exists(shards.resolve(ShardIndex.FILE))) {
            return ShardIndex.read(shards);
        }
        Path tokenizer = dir.resolve("tokenizer");
        Files.createDirectories(tokenizer);
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            try (InputStream in = QuickstartCorpus.class.getResourceAsStream("/quickstart/tokenizer/" + file)) {
                Files.copy(in, tokenizer.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        List<Path> inputs = SETS.stream()
                .map(set -> dir.resolve("clean").resolve(set + ".jsonl"))
                .toList();
        PackSpec pack = new PackSpec(
                inputs,
                tokenizer,
                shards,
                QuickstartRecipe.SEQUENCE + 1,
                PackSpec.FIT,
                new PackRules.Corrected(FieldRule.TEXT),
                Runtime.getRuntime().availableProcessors());
        return PackRun.run(
                        pack,
                        progress -> console.progress(
                                Stage.PACK.title(),
                                progress.bytesTotal() == 0 ? 0 : (double) progress.bytesRead() / progress.bytesTotal(),
                                new FittedLine().add(progress.tokens() + " tokens")))
                .index();
    }

    private JobView train(LocalNode node, ShardIndex index) throws Exception {
        Path recipe = QuickstartRecipe.write(
                dir, dir.resolve("shards"), index.vocabularySize(), spec.workers(), spec.steps());
        Path run = dir.resolve(RUN);
        RunRecord earlier = RunRecord.read(run);
        if (earlier.steps() > 0) {
            console.say(
                    "  step " + earlier.steps() + " of " + spec.steps() + " is done, kills so far: " + earlier.kills());
        }
        KillPlan kills = KillPlan.of(earlier.steps(), spec.steps(), spec.workers(), earlier.kills(), spec.kills());
        TrainingStage training = new TrainingStage(node::killWorker, console, spec.steps(), kills);
        JobView end = new TrainJob(node, Files.readString(recipe), spec.steps(), recipe.toString(), run, spec.workers())
                .run(training);
        if (end.state() != JobState.SUCCEEDED) {
            throw new NodeFailure("training ended as " + end.state() + " at step " + end.step() + ": " + end.reason()
                    + "; logs are in " + dir.resolve("node/logs"));
        }
        return end;
    }

    private CheckpointFolder checkpoint() throws IOException {
        return new CheckpointCatalog(new DirectoryStore(dir.resolve(RUN).resolve("checkpoints"))).open(spec.steps());
    }

    private Path export(CheckpointFolder checkpoint) throws IOException {
        Path model = dir.resolve("model");
        if (!Files.exists(model.resolve("config.json"))) {
            ModelCard card = new ModelCard("Steelworks quickstart", List.of("the bundled corpus"), List.of());
            new ModelExport(new ModelExport.Settings(
                            DType.F32, ModelExport.DEFAULT_SHARD_BYTES, dir.resolve("tokenizer"), card))
                    .export(checkpoint, model);
        }
        return model;
    }

    private ScoreReport evaluate(Path model, Path exam) throws IOException {
        EvalSpec eval = EvalSpec.of(model, List.of(EvalTask.CMMLU), exam, dir.resolve("eval"))
                .withPromptMappers(PROMPT_MAPPERS);
        return EvalRun.run(
                eval,
                (task, done, total) -> console.progress(
                        Stage.EVALUATE.title(),
                        total == 0 ? 0 : (double) done / total,
                        new FittedLine().add(done + "/" + total)));
    }

    /** What the model writes as training begins with it. */
    private String sampleBefore(ShardIndex index) throws IOException {
        return sample(LanguageModel.untrained(
                QuickstartRecipe.model(index.vocabularySize()),
                QuickstartRecipe.SEED,
                dir.resolve("tokenizer"),
                ModelDevice.cpu(1)));
    }

    private static String sample(LanguageModel model) throws IOException {
        try (model) {
            TextGenerator writer = new TextGenerator(model);
            TextGenerator.Settings settings =
                    new TextGenerator.Settings(SAMPLE_TOKENS, Sampling.GREEDY, writer.usualStops());
            return PROMPT
                    + writer.complete(PROMPT, settings, piece -> {}, () -> false)
                            .text();
        }
    }

    private static String inOneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private ObjectNode summary(PrepareReport cleaned, ShardIndex index, JobView job, String sha256, ScoreReport scores)
            throws IOException {
        RunRecord record = RunRecord.read(dir.resolve(RUN));
        ObjectNode summary = JSON.createObjectNode();
        summary.put(
                "documents_in", cleaned.total().documents() + cleaned.total().quarantined());
        summary.put("documents_kept", cleaned.total().kept());
        summary.put("documents_quarantined", cleaned.total().quarantined());
        summary.put("tokens", index.tokens());
        summary.put(
                "parameters",
                ParameterTable.of(QuickstartRecipe.model(index.vocabularySize()))
                        .elements());
        summary.put("steps", job.steps());
        summary.put("first_loss", record.firstLoss());
        summary.put("last_loss", record.lastLoss());
        summary.put("workers", spec.workers());
        summary.put("kills", record.kills());
        ArrayNode recoveries = summary.putArray("recovery_seconds");
        record.recoveries().forEach(recoveries::add);
        summary.put("weights_sha256", sha256);
        ObjectNode eval = summary.putObject("eval");
        scores.headline().forEach(eval::put);
        eval.put("chance", CHANCE);
        return summary;
    }

    private ObjectNode times(ObjectNode summary) {
        ObjectNode times = summary.putObject("seconds");
        seconds.forEach((stage, took) -> times.put(stage.key(), took));
        times.put("total", (System.nanoTime() - startNs) / 1e9);
        return summary;
    }

    private Path finish(ObjectNode summary) throws IOException {
        Path file = dir.resolve("summary.json");
        Path next = dir.resolve("summary.json.next");
        Files.writeString(next, summary.toPrettyString() + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        console.say("");
        console.say(String.format(
                Locale.ROOT,
                "Loss %.2f -> %.2f, exam %.0f %% (chance %.0f %%), total %.0f s",
                summary.path("first_loss").asDouble(),
                summary.path("last_loss").asDouble(),
                100 * summary.path("eval").path("cmmlu").asDouble(),
                100 * CHANCE,
                summary.path("seconds").path("total").asDouble()));
        console.say("Before:  " + inOneLine(summary.path("sample_before").asText()));
        console.say("After:   " + inOneLine(summary.path("sample").asText()));
        console.say("Weights: sha256 " + summary.path("weights_sha256").asText());
        console.say("Summary: " + file);
        NextSteps.of(dir, spec.workers()).lines().forEach(console::say);
        return file;
    }
}
