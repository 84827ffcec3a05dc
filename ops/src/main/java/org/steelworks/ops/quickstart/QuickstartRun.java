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
import org.steelworks.data.actor.PrepareRun;
import org.steelworks.data.clean.recipe.OperatorRecipeReader;
import org.steelworks.data.clean.recipe.OperatorRegistry;
import org.steelworks.data.corpus.QuickstartCorpus;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.shard.FieldRule;
import org.steelworks.data.shard.PackRules;
import org.steelworks.data.shard.PackRun;
import org.steelworks.data.shard.PackSpec;
import org.steelworks.data.shard.ShardIndex;
import org.steelworks.data.unit.InputSet;
import org.steelworks.eval.model.LanguageModel;
import org.steelworks.eval.model.TextGenerator;
import org.steelworks.eval.run.EvalRun;
import org.steelworks.eval.run.EvalSpec;
import org.steelworks.eval.score.ScoreReport;
import org.steelworks.eval.task.EvalTask;
import org.steelworks.gpu.generate.Sampling;
import org.steelworks.ops.wiring.LocalNode;
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
        try (LocalNode node =
                LocalNode.start(LocalNode.Options.embedded(dir.resolve("node"), spec.workers(), 1, spec.port()))) {
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
            TrainingStage training =
                    new TrainingStage(node, console, KillPlan.of(QuickstartRecipe.STEPS, spec.workers(), spec.kills()));
            JobView job = stage(Stage.TRAIN, () -> train(node, index, training));
            CheckpointFolder checkpoint = checkpoint();
            String sha256 = CheckpointHash.ofWeights(checkpoint);
            Path model = stage(Stage.EXPORT, () -> export(checkpoint));
            ScoreReport scores = stage(Stage.EVALUATE, () -> evaluate(model, raw.exam()));
            String sample = stage(Stage.SAMPLE, () -> sample(model));
            ObjectNode summary = summary(cleaned, index, job, training, sha256, scores, sample);
            return finish(summary, scores, model, sha256, sample);
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
        console.progress(stage.title(), 0, "");
        long fromNs = System.nanoTime();
        T result = work.run();
        seconds.put(stage, (System.nanoTime() - fromNs) / 1e9);
        console.say(String.format(java.util.Locale.ROOT, "%s: done in %.1f s", stage.title(), seconds.get(stage)));
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
            String recipe = set.equals("programs") ? "steel-code" : "steel-text";
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
                        progress.documents() + " documents"));
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
                                progress.tokens() + " tokens"))
                .index();
    }

    private JobView train(LocalNode node, ShardIndex index, TrainingStage training) throws Exception {
        Path recipe = QuickstartRecipe.write(dir, dir.resolve("shards"), index.vocabularySize(), spec.workers());
        Path run = dir.resolve("run");
        JobView end =
                new TrainJob(node, Files.readString(recipe), recipe.toString(), run, spec.workers()).run(training);
        if (end.state() != JobState.SUCCEEDED) {
            throw new IllegalStateException("training ended as " + end.state() + " at step " + end.step() + ": "
                    + end.reason() + "; logs are in " + dir.resolve("node/logs"));
        }
        return end;
    }

    private CheckpointFolder checkpoint() throws IOException {
        return new CheckpointCatalog(new DirectoryStore(dir.resolve("run/checkpoints"))).open(QuickstartRecipe.STEPS);
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
                        Stage.EVALUATE.title(), total == 0 ? 0 : (double) done / total, done + "/" + total));
    }

    private String sample(Path model) throws IOException {
        try (LanguageModel language = LanguageModel.load(model, null, 1)) {
            TextGenerator writer = new TextGenerator(language);
            TextGenerator.Settings settings =
                    new TextGenerator.Settings(SAMPLE_TOKENS, Sampling.GREEDY, writer.usualStops());
            return PROMPT
                    + writer.complete(PROMPT, settings, piece -> {}, () -> false)
                            .text();
        }
    }

    private ObjectNode summary(
            PrepareReport cleaned,
            ShardIndex index,
            JobView job,
            TrainingStage training,
            String sha256,
            ScoreReport scores,
            String sample)
            throws IOException {
        RunRecord record = RunRecord.read(dir.resolve("run"));
        ObjectNode summary = JSON.createObjectNode();
        summary.put(
                "documents_in", cleaned.total().documents() + cleaned.total().quarantined());
        summary.put("documents_kept", cleaned.total().kept());
        summary.put("documents_quarantined", cleaned.total().quarantined());
        summary.put("tokens", index.tokens());
        summary.put(
                "parameters",
                ParameterTable.of(checkpoint().manifest().facts().model()).elements());
        summary.put("steps", job.steps());
        summary.put("first_loss", record.firstLoss());
        summary.put("last_loss", record.lastLoss());
        summary.put("workers", spec.workers());
        summary.put("kills", training.kills());
        ArrayNode recoveries = summary.putArray("recovery_seconds");
        record.recoveries().forEach(recoveries::add);
        summary.put("weights_sha256", sha256);
        ObjectNode eval = summary.putObject("eval");
        scores.headline().forEach(eval::put);
        eval.put("chance", 0.25);
        summary.put("sample", sample);
        ObjectNode times = summary.putObject("seconds");
        seconds.forEach((stage, took) -> times.put(stage.key(), took));
        times.put("total", (System.nanoTime() - startNs) / 1e9);
        return summary;
    }

    private Path finish(ObjectNode summary, ScoreReport scores, Path model, String sha256, String sample)
            throws IOException {
        Path file = dir.resolve("summary.json");
        Path next = dir.resolve("summary.json.next");
        Files.writeString(next, summary.toPrettyString() + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        console.say("");
        console.say(String.format(
                java.util.Locale.ROOT,
                "Loss %.2f -> %.2f, exam %.0f %% (chance 25 %%), total %.0f s",
                summary.path("first_loss").asDouble(),
                summary.path("last_loss").asDouble(),
                100 * scores.headline().getOrDefault("cmmlu", 0.0),
                summary.path("seconds").path("total").asDouble()));
        console.say("It writes: " + sample.replace("\n", " "));
        console.say("Weights:   sha256 " + sha256);
        console.say("           the same for any number of workers and kills: try --workers 1 --kills 0 --dir other");
        console.say("Next:      steel generate --model " + model + " --prompt 苹果是");
        console.say("           steel checkpoint verify " + dir.resolve("run"));
        console.say("Summary:   " + file);
        return file;
    }
}
