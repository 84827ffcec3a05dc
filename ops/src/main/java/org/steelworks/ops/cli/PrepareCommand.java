package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.spec.RunKind;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.raw.TextField;
import org.steelworks.ops.prepare.CleaningRecipe;
import org.steelworks.ops.prepare.InputNames;
import org.steelworks.ops.prepare.LocalPrepare;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel prepare}: cleans raw text. */
@Command(
        name = "prepare",
        description = "Clean raw text by a recipe of operators.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Every --in becomes one file of documents in D, beside report.json, quarantine.jsonl and, with --trace"
                    + " or --trace-sample, trace.jsonl. Stopped at any moment, the same command goes on where it was."
        })
final class PrepareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RECIPE",
            description = "Recipe of kind prepare, which names inputs and operators.")
    private Path recipe;

    @Option(names = "--in", arity = "1..*", paramLabel = "PATH", description = "Files and folders of raw text.")
    private List<Path> in = new ArrayList<>();

    @Option(
            names = "--recipe",
            paramLabel = "NAME|FILE",
            description =
                    "Operators: steel-text, steel-text-corrected, steel-text-perplexity, steel-code or a Data-Juicer recipe file.")
    private String operators;

    @Option(
            names = "--out",
            paramLabel = "D",
            description = "Folder for the documents (default: prepare.out of RECIPE).")
    private Path out;

    @Option(names = "--trace", description = "Write trace.jsonl: what became of every document, and why.")
    private boolean trace;

    @Option(
            names = "--trace-sample",
            paramLabel = "N",
            description = "The same for N documents, chosen as if by lot: always the same for the same inputs.")
    private Integer traceSample;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            completionCandidates = FormatNames.class,
            description = "Raw format of all inputs: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, decided per"
                    + " file by its content).")
    private String format = RawFormat.AUTO.key();

    @Option(
            names = "--text-field",
            paramLabel = "KEY",
            description = "Key or column that holds the text of plain records (default: ${DEFAULT-VALUE});"
                    + " a dot leads into an object.")
    private String textField = TextField.TEXT.name();

    @Option(names = "--set", paramLabel = "a.b=c", description = "Override a key of RECIPE; may be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Batches cleaned at a time (default: the machine's cores); the result does not depend on it.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<Path> inputs = in;
        String names = operators;
        int traced = 0;
        Path folder = out;
        if (recipe != null) {
            if (!in.isEmpty() || operators != null) {
                throw new CommandFailure(
                        CommandFailure.USAGE, "give either RECIPE or --in with --recipe: RECIPE names both already");
            }
            Recipe read = RecipeOptions.read(recipe, sets);
            if (read.spec().kind() != RunKind.PREPARE) {
                throw new CommandFailure(
                        CommandFailure.USAGE,
                        recipe + ": its kind is " + read.spec().kind().key() + ", a recipe of kind prepare is needed");
            }
            inputs = read.spec().prepare().inputs().stream().map(Path::of).toList();
            names = read.spec().prepare().operators();
            traced = PrepareSpec.documents(
                    read.spec().prepare().trace(), read.spec().prepare().traceSample());
            String named = read.spec().prepare().out();
            folder = folder == null && named != null ? Path.of(named) : folder;
        }
        if (inputs.isEmpty() || names == null) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "say what to clean and how: RECIPE, or --in PATH and --recipe NAME|FILE");
        }
        if (folder == null) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "say where the documents go: --out D" + (recipe == null ? "" : ", or prepare.out in " + recipe));
        }
        if (traceSample != null && (traceSample < 1 || traceSample > PrepareSpec.LARGEST_SAMPLE)) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "--trace-sample " + traceSample + ": a number from 1 to " + PrepareSpec.LARGEST_SAMPLE
                            + " is expected; --trace shows every document");
        }
        if (trace || traceSample != null) {
            traced = PrepareSpec.documents(trace, traceSample == null ? 0 : traceSample);
        }
        try (LocalPrepare local = SteelMain.cleaning(spec)) {
            clean(local, inputs, names, folder, traced);
        }
        return 0;
    }

    private void clean(LocalPrepare local, List<Path> inputs, String names, Path folder, int traced)
            throws IOException {
        CleaningRecipe cleaning = CleaningRecipe.of(names);
        if (!cleaning.unusedKeys().isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(names + ": without effect here are " + String.join(", ", cleaning.unusedKeys()));
        }
        PrepareSpec wanted = PrepareSpec.of(
                        InputNames.sets(inputs, RawFormat.of(format), new TextField(textField), cleaning),
                        folder,
                        threads)
                .withTraceOf(traced);
        PrepareReport report = PrepareOutcome.run(spec, local, wanted.withRules(ReadingRules.CORRECTED), "cleaning");
        PrepareOutcome.print(spec, report, folder, json);
    }
}
