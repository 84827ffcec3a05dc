package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.raw.TextField;
import org.steelworks.data.unit.InputSet;
import org.steelworks.ops.prepare.CleaningRecipe;
import org.steelworks.ops.prepare.LocalPrepare;
import org.steelworks.ops.prepare.WanjuanLanguages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel convert}: raw data sets as documents, not cleaned. */
@Command(
        name = "convert",
        description = "Turn raw data sets into documents, one {\"text\"} a line.",
        mixinStandardHelpOptions = true)
final class ConvertCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "Raw format: ${COMPLETION-CANDIDATES}; auto decides per file by its content.",
            completionCandidates = FormatNames.class)
    private String format;

    @Option(
            names = "--in",
            required = true,
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files and folders of the data set.")
    private List<Path> in;

    @Option(names = "--out", required = true, paramLabel = "D", description = "Folder for the documents.")
    private Path out;

    @Option(
            names = "--text-field",
            paramLabel = "KEY",
            description = "Key or column that holds the text of plain records (default: ${DEFAULT-VALUE});"
                    + " a dot leads into an object.")
    private String textField = TextField.TEXT.name();

    @Option(names = "--compat", description = "Repeat the original program's defects.")
    private boolean compat;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Batches converted at a time (default: the machine's cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrepareSpec wanted = PrepareSpec.of(inputSets(RawFormat.of(format)), out, threads)
                .withRules(compat ? ReadingRules.COMPAT : ReadingRules.CORRECTED);
        try (LocalPrepare local = SteelMain.cleaning(spec)) {
            PrepareOutcome.print(spec, PrepareOutcome.run(spec, local, wanted, "converting"), out, json);
        }
        return 0;
    }

    /** One set, or, for WanJuan, one for each language that the folders of the archives name. */
    private List<InputSet> inputSets(RawFormat known) throws IOException {
        Map<String, List<Path>> paths =
                known == RawFormat.WANJUAN ? WanjuanLanguages.of(name(known), in) : Map.of(name(known), in);
        CleaningRecipe none = CleaningRecipe.none();
        return paths.entrySet().stream()
                .map(set -> new InputSet(
                        set.getKey(), set.getValue(), known, new TextField(textField), none.operators(), none.digest()))
                .toList();
    }

    /** The original's names of the files; it has none for the sets that it does not convert. */
    private static String name(RawFormat format) {
        return switch (format) {
            case BAIKE -> "processed_baidu_baike";
            case BAIDU_QA -> "processed_baidu_QA";
            case BELLE_INSTRUCTION -> "processed_BELLE";
            case BELLE_CONVERSATION -> "processed_BELLE_conversations";
            case MOSS -> "processed_moss";
            case FIREFLY -> "processed_firefly";
            case ZHIHU -> "processed_zhihu";
            case WIKI -> "processed_wiki_cn";
            case WANJUAN -> "processed_wanjuan";
            case SKYPILE -> "processed_skypile";
            case STARCODER -> "processed_starcode";
            case JSONL, TXT, TXT_LINES, AUTO -> "documents";
        };
    }
}
