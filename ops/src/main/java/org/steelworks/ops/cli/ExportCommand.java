package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.steelworks.checkpoint.huggingface.ModelCard;
import org.steelworks.checkpoint.huggingface.ModelExport;
import org.steelworks.core.tensor.DType;
import org.steelworks.eval.model.ModelFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel export}: a checkpoint as a Hugging Face folder. */
@Command(name = "export", description = "Write a checkpoint as a Hugging Face folder.", mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "CHECKPOINT",
            description = "A checkpoint, or a run's folder, of which the newest sound one is taken.")
    private Path checkpoint;

    @Option(names = "--out", required = true, paramLabel = "D", description = "Folder to create.")
    private Path out;

    @Option(names = "--dtype", paramLabel = "TYPE", description = "float32 or bfloat16 (default: ${DEFAULT-VALUE}).")
    private String dtype = "float32";

    @Option(names = "--tokenizer", paramLabel = "DIR", description = "Tokenizer (default: the one with the run).")
    private Path tokenizer;

    @Option(names = "--name", paramLabel = "TEXT", description = "Name on the model's card (default: D's name).")
    private String name;

    @Override
    public Integer call() throws IOException {
        try (ModelFolder model = ModelFolder.open(checkpoint)) {
            model.notes().forEach(spec.commandLine().getErr()::println);
            Path words = tokenizer(model);
            String title = name == null ? out.toAbsolutePath().getFileName().toString() : name;
            ModelCard card = new ModelCard(title, List.of(model.origin()), List.of());
            ModelExport.Settings settings =
                    new ModelExport.Settings(dtype(), ModelExport.DEFAULT_SHARD_BYTES, words, card);
            ModelExport.Report report = new ModelExport(settings).export(model.spec(), model.source(), out);
            spec.commandLine()
                    .getErr()
                    .println("wrote " + report.parameters() + " parameters in "
                            + report.files().size() + " files"
                            + (words == null ? "; no tokenizer lies with the run, give one with --tokenizer" : ""));
            spec.commandLine().getOut().println(report.folder());
        }
        return 0;
    }

    private Path tokenizer(ModelFolder model) throws IOException {
        Optional<Path> found = Optional.ofNullable(tokenizer).or(model::tokenizer);
        if (found.isEmpty()) {
            return null;
        }
        if (!Files.isDirectory(found.get())) {
            throw new NoSuchFileException(found.get() + ": there is no such folder; give one with tokenizer.json");
        }
        model.checkTokenizer(found.get());
        return found.get();
    }

    private DType dtype() {
        return switch (dtype) {
            case "float32" -> DType.F32;
            case "bfloat16" -> DType.BF16;
            default ->
                throw new CommandFailure(
                        CommandFailure.USAGE, "--dtype " + dtype + ": a model is exported as float32 or bfloat16");
        };
    }
}
