package org.steelworks.eval.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.steelworks.core.recipe.ModelConfigReader;
import org.steelworks.eval.journal.SampleJournal;
import org.steelworks.eval.model.LanguageModel;
import org.steelworks.eval.result.ResultsJson;
import org.steelworks.eval.result.ResultsWriter;
import org.steelworks.eval.score.ScoreReport;
import org.steelworks.eval.score.TaskScore;
import org.steelworks.eval.source.CmmluFolder;
import org.steelworks.eval.source.CmmluSubject;
import org.steelworks.eval.task.EvalTask;

/**
 * An evaluation. All data are read and checked before the first sample; every sample is journalled, so an evaluation that
 * was stopped at any moment goes on where it was, to the same scores. One evaluation at a time per folder of results.
 */
public final class EvalRun {
    private final EvalSpec spec;
    private final EvalListener listener;
    private final BooleanSupplier cancelled;
    private final Clock clock;

    private EvalRun(EvalSpec spec, EvalListener listener, BooleanSupplier cancelled, Clock clock) {
        this.spec = spec;
        this.listener = listener;
        this.cancelled = cancelled;
        this.clock = clock;
    }

    /** Evaluates on the caller's thread, to the end. */
    public static ScoreReport run(EvalSpec spec, EvalListener listener) throws IOException {
        return run(spec, listener, () -> false);
    }

    /**
     * Evaluates on the caller's thread.
     *
     * @param cancelled asked between samples; true stops
     * @throws EvalStopped where it was stopped
     * @throws IOException where model or data cannot be used; the message says which and why
     */
    public static ScoreReport run(EvalSpec spec, EvalListener listener, BooleanSupplier cancelled) throws IOException {
        return run(spec, listener, cancelled, Clock.systemDefaultZone());
    }

    static ScoreReport run(EvalSpec spec, EvalListener listener, BooleanSupplier cancelled, Clock clock)
            throws IOException {
        return new EvalRun(spec, listener, cancelled, clock).evaluate();
    }

    private ScoreReport evaluate() throws IOException {
        long began = clock.millis();
        if (!Files.isDirectory(spec.data())) {
            throw new NoSuchFileException(
                    spec.data() + ": there is no such folder; give the folder of the evaluation's data with --data");
        }
        PromptMappers mappers = PromptMappers.of(spec.promptMappers());
        List<TaskRun> runs = new ArrayList<>();
        try (LanguageModel model = LanguageModel.load(spec.model(), spec.tokenizer(), spec.device())) {
            for (EvalTask task : spec.tasks()) {
                switch (task) {
                    case CMMLU -> runs.addAll(cmmlu(model, mappers));
                    case PERPLEXITY -> runs.add(PerplexityRun.open(data(task), model, spec));
                }
            }
            try (SampleJournal journal = SampleJournal.open(spec.out(), identity(model))) {
                Map<TaskRun, List<ObjectNode>> samples = compute(runs, journal);
                ScoreReport report = publish(model, samples, journal.found(), began);
                journal.remove();
                return report;
            }
        } finally {
            runs.forEach(TaskRun::close);
        }
    }

    private List<CmmluRun> cmmlu(LanguageModel model, PromptMappers mappers) throws IOException {
        CmmluFolder folder = CmmluFolder.open(data(EvalTask.CMMLU));
        List<CmmluRun> runs = new ArrayList<>();
        for (CmmluSubject subject : folder.subjects()) {
            runs.add(CmmluRun.open(folder, subject, model, spec, mappers));
        }
        return runs;
    }

    private Path data(EvalTask task) {
        Path own = spec.data().resolve(task.key());
        return Files.isDirectory(own) ? own : spec.data();
    }

    /** What the numbers of a sample depend on besides its prompt. */
    private String identity(LanguageModel model) throws IOException {
        String all = String.join(
                "\n",
                model.digest().hex(),
                ModelConfigReader.write(model.spec()).toString(),
                model.hasTokenizer() ? model.tokenizer().digest() : "",
                spec.device().identity());
        return SampleLine.sha256(all).substring(0, 16);
    }

    private Map<TaskRun, List<ObjectNode>> compute(List<TaskRun> runs, SampleJournal journal) throws IOException {
        long total = runs.stream().mapToLong(TaskRun::samples).sum();
        long done = 0;
        Map<TaskRun, List<ObjectNode>> samples = new LinkedHashMap<>();
        for (TaskRun run : runs) {
            List<ObjectNode> lines = new ArrayList<>();
            for (long sample = 0; sample < run.samples(); sample++) {
                if (cancelled.getAsBoolean()) {
                    throw new EvalStopped(done, total);
                }
                lines.add(sample(run, sample, journal));
                listener.progress(run.name(), ++done, total);
            }
            samples.put(run, lines);
        }
        return samples;
    }

    private ObjectNode sample(TaskRun run, long sample, SampleJournal journal) throws IOException {
        Optional<ObjectNode> recorded = journal.find(run.name(), sample, run.promptHash(sample));
        if (recorded.isPresent()) {
            return recorded.get();
        }
        ObjectNode line = run.compute(sample, cancelled);
        journal.add(run.name(), line);
        return line;
    }

    private ScoreReport publish(LanguageModel model, Map<TaskRun, List<ObjectNode>> samples, long resumed, long began)
            throws IOException {
        List<TaskScore> scores = new ArrayList<>();
        Map<String, ObjectNode> settings = new LinkedHashMap<>();
        List<CmmluSubject> subjects = new ArrayList<>();
        List<TaskScore> cmmlu = new ArrayList<>();
        for (Map.Entry<TaskRun, List<ObjectNode>> task : samples.entrySet()) {
            TaskScore score = task.getKey().score(task.getValue());
            scores.add(score);
            settings.put(score.name(), task.getKey().settings());
            if (task.getKey() instanceof CmmluRun run) {
                subjects.add(run.subject());
                cmmlu.add(score);
            }
        }
        List<TaskScore.Group> groups = cmmlu.isEmpty() ? List.of() : CmmluGroups.of(subjects, cmmlu);
        ResultsWriter writer = ResultsWriter.of(spec.out(), spec.model().toString(), clock);
        List<Path> files = new ArrayList<>();
        for (Map.Entry<TaskRun, List<ObjectNode>> task : samples.entrySet()) {
            files.add(writer.samples(task.getKey().name(), task.getValue()));
        }
        double seconds = (clock.millis() - began) / 1000.0;
        ResultsJson json = new ResultsJson(spec.model().toString(), arguments(model), began, seconds);
        Path results = writer.results(json.of(scores, groups, settings));
        return new ScoreReport(model.name(), scores, groups, results, files, resumed, notes(model, subjects), seconds);
    }

    private static List<String> notes(LanguageModel model, List<CmmluSubject> subjects) {
        List<String> notes = new ArrayList<>(model.notes());
        for (CmmluSubject subject : subjects) {
            if (!subject.ofCmmlu()) {
                notes.add(subject.key() + " is no subject of CMMLU: prompts call it '" + subject.name()
                        + "', and its score counts for cmmlu, but for no category");
            }
        }
        return notes;
    }

    private Map<String, String> arguments(LanguageModel model) throws IOException {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("pretrained", model.name());
        arguments.put("weights_digest", model.digest().hex());
        arguments.put(
                "tokenizer_digest", model.hasTokenizer() ? model.tokenizer().digest() : "");
        arguments.put("dtype", "float32");
        arguments.put("device", spec.device().placement().device());
        arguments.put("threads", Integer.toString(spec.device().threads()));
        arguments.put("limit", spec.limit() == EvalSpec.ALL ? "" : Long.toString(spec.limit()));
        arguments.put("prompt_mappers", String.join(",", spec.promptMappers()));
        return arguments;
    }
}
