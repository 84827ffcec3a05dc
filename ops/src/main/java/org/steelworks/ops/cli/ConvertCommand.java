package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.unit.InputSet;
import org.steelworks.ops.prepare.CleaningRecipe;
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
    /** Formats that are planned and not there. */
    private static final List<String> ABSENT = List.of(
            "baidu-qa", "belle-instruction", "moss", "firefly", "zhihu", "wiki", "wanjuan", "skypile", "starcoder");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "baike, belle-conversation, jsonl or auto.")
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
        RawFormat known = format();
        CleaningRecipe none = CleaningRecipe.none();
        InputSet set = new InputSet(name(known), in, known, none.operators(), none.digest());
        PrepareSpec wanted = PrepareSpec.of(List.of(set), out, threads)
                .withRules(compat ? ReadingRules.COMPAT : ReadingRules.CORRECTED);
        PrepareOutcome.print(spec, PrepareOutcome.run(spec, wanted, "converting"), out, json);
        return 0;
    }

    private RawFormat format() {
        if (ABSENT.contains(format)) {
            String all = Arrays.stream(RawFormat.values()).map(RawFormat::key).collect(Collectors.joining(", "));
            throw new CommandFailure(
                    CommandFailure.USAGE, "format " + format + " is not supported yet; supported are " + all);
        }
        return RawFormat.of(format);
    }

    /** The original's names of the files. */
    private static String name(RawFormat format) {
        return switch (format) {
            case BAIKE -> "processed_baidu_baike";
            case BELLE_CONVERSATION -> "processed_BELLE_conversations";
            case JSONL, AUTO -> "documents";
        };
    }
}
