package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.steelworks.data.tokens.Tokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel tokenize}: texts to token ids and back, line by line. */
@Command(
        name = "tokenize",
        description = "Turn texts into token ids, or with --decode ids into texts.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reads one JSON object a line from standard input, {\"text\": …} or with --decode {\"ids\": […]}, and writes"
                    + " one a line to standard output. Ends at the first line that is none."
        })
final class TokenizeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--tokenizer", required = true, paramLabel = "DIR", description = "Folder of the tokenizer.")
    private Path tokenizer;

    @Option(names = "--decode", description = "From ids to text; special tokens stand as their text.")
    private boolean decode;

    @Option(names = "--threads", paramLabel = "T", description = "Threads that encode (default: the machine's cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(tokenizer)) {
            throw new NoSuchFileException(
                    tokenizer + ": there is no such folder; give one with tokenizer.json with --tokenizer");
        }
        if (threads < 1) {
            throw new CommandFailure(CommandFailure.USAGE, "--threads " + threads + ": at least one thread is needed");
        }
        Streams streams = SteelMain.streams(spec);
        try (Tokenizer words = Tokenizer.open(tokenizer);
                TokenLines lines = new TokenLines(words, decode, threads)) {
            if (!SteelMain.quiet(spec)) {
                streams.err().println(words.engine());
            }
            lines.run(streams.in(), streams.out());
        }
        return 0;
    }
}
