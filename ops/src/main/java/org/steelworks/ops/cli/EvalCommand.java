package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.steelworks.eval.run.EvalRun;
import org.steelworks.eval.run.EvalSpec;
import org.steelworks.eval.score.ScoreReport;
import org.steelworks.eval.score.TaskScore;
import org.steelworks.eval.task.EvalTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel eval}: scores a model. */
@Command(
        name = "eval",
        description = "Score a model; a stopped evaluation goes on where it was.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "cmmlu reads DIR/cmmlu or DIR with test/SUBJECT.csv and dev/SUBJECT.csv; ppl reads DIR/ppl or DIR, a folder"
                    + " that steel pack wrote. Results go to D/MODEL/results_TIME.json and samples_TASK_TIME.jsonl."
        })
final class EvalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "D", description = "Model folder, checkpoint or run.")
    private Path model;

    @Option(names = "--tokenizer", paramLabel = "DIR", description = "Tokenizer (default: the one with the model).")
    private Path tokenizer;

    @Option(
            names = "--tasks",
            required = true,
            split = ",",
            paramLabel = "TASK",
            description = "What to evaluate: cmmlu, ppl.")
    private List<String> tasks;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of the tasks' data.")
    private Path data;

    @Option(names = "--out", required = true, paramLabel = "D", description = "Folder for the results.")
    private Path out;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N samples of each task or subject.")
    private Long limit;

    @Option(
            names = "--few-shot",
            paramLabel = "K",
            description = "Worked examples in a prompt (default: ${DEFAULT-VALUE}).")
    private int fewShot;

    @Option(names = "--chat", description = "Score chat answers instead of the next token's probabilities.")
    private boolean chat;

    @Option(
            names = "--prompt-mappers",
            split = ",",
            paramLabel = "OPERATOR",
            description = "Cleaning operators that rewrite prompts, as they rewrote the training text.")
    private List<String> promptMappers = new ArrayList<>();

    @Mixin
    private DeviceOptions device;

    @Option(names = "--json", description = "Print scores as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (chat) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "--chat: chat answers are not scored yet; leave it out to score the next token's probabilities");
        }
        List<EvalTask> chosen = tasks.stream().map(EvalTask::of).toList();
        EvalSpec wanted = new EvalSpec(
                model,
                tokenizer,
                chosen,
                data,
                out,
                limit == null ? EvalSpec.ALL : limit,
                fewShot,
                promptMappers,
                device.chosen());
        ScoreReport report;
        try (ProgressLine progress = SteelMain.progress(spec, "evaluating")) {
            report = EvalRun.run(
                    wanted, (task, done, total) -> progress.show(done, total, done + "/" + total + " " + task));
        }
        PrintWriter err = spec.commandLine().getErr();
        report.notes().forEach(err::println);
        if (report.resumed() > 0) {
            err.println(report.resumed() + " samples were done before and are taken over");
        }
        print(report);
        err.println("results: " + report.results());
        return 0;
    }

    private void print(ScoreReport report) {
        PrintWriter stdout = spec.commandLine().getOut();
        if (json) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("model", report.model());
            ObjectNode scores = node.putObject("scores");
            report.groups().forEach(group -> put(scores.putObject(group.name()), group.metrics()));
            report.tasks().forEach(task -> put(scores.putObject(task.name()), task.metrics()));
            node.put("results", report.results().toString());
            stdout.println(node.toPrettyString());
            return;
        }
        for (TaskScore.Group group : report.groups()) {
            row(stdout, group.name(), "", group.metrics());
        }
        for (TaskScore task : report.tasks()) {
            row(stdout, task.name(), task.samples() + " samples", task.metrics());
        }
    }

    private static void put(ObjectNode node, Map<String, Double> metrics) {
        metrics.forEach((name, value) -> {
            if (Double.isFinite(value)) {
                node.put(name, value);
            } else {
                node.putNull(name);
            }
        });
    }

    private static void row(PrintWriter out, String name, String samples, Map<String, Double> metrics) {
        StringBuilder text = new StringBuilder();
        metrics.forEach((metric, value) -> {
            if (!metric.endsWith("_stderr")) {
                Double error = metrics.get(metric + "_stderr");
                text.append(String.format(Locale.ROOT, "  %s %.4f", metric, value));
                text.append(error == null || error.isNaN() ? "" : String.format(Locale.ROOT, " ± %.4f", error));
            }
        });
        out.println(String.format(Locale.ROOT, "%-44s %12s %s", name, samples, text));
    }
}
