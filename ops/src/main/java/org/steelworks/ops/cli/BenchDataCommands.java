package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.steelworks.ops.bench.BenchCorpus;
import org.steelworks.ops.bench.DataComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steel bench prepare|tokenize|pack}. */
final class BenchDataCommands {
    private BenchDataCommands() {}

    /** What is worked through. */
    static final class CorpusOptions {
        @Option(
                names = "--in",
                paramLabel = "FILE",
                description =
                        "Documents, one {\"text\"} a line (default: prose, exercises and programs that are made).")
        private Path in;

        @Option(names = "--mb", paramLabel = "N", description = "Size of what is made (default: ${DEFAULT-VALUE}).")
        private int megabytes = 20;

        private BenchCorpus corpus(Path folder) throws IOException {
            return in == null ? BenchCorpus.make(folder, megabytes) : BenchCorpus.of(in.toAbsolutePath());
        }
    }

    /** {@code steel bench prepare}. */
    @Command(
            name = "prepare",
            description = "Cleaning on one core and on two, beside Data-Juicer on one: its operators, and its command.",
            mixinStandardHelpOptions = true)
    static final class Prepare implements Callable<Integer> {
        @Mixin
        private BenchPairs pairing;

        @Mixin
        private CorpusOptions corpus;

        @Option(
                names = "--recipe",
                paramLabel = "NAME|FILE",
                description = "Operators; Data-Juicer must know them too (default: ${DEFAULT-VALUE}).")
        private String recipe = "steel-text";

        @Override
        public Integer call() throws IOException {
            Path bundled = BenchPairs.home().resolve("data-actors/src/main/resources/recipes/" + recipe + ".yaml");
            boolean named = Files.exists(bundled);
            Path file = named ? bundled : Path.of(recipe).toAbsolutePath();
            DataComparison.Tools tools = pairing.dataTools();
            return pairing.measure(null, folder -> DataComparison.prepare(
                            tools,
                            corpus.corpus(folder),
                            named ? recipe : file.toString(),
                            file,
                            pairing.pairs(),
                            pairing::progress)
                    .run(folder));
        }
    }

    /** Which tokenizer. */
    static final class TokenizerOptions {
        @Option(
                names = "--tokenizer",
                paramLabel = "DIR",
                required = true,
                description = "Folder of the tokenizer, with tokenizer.json.")
        private Path tokenizer;
    }

    /** {@code steel bench tokenize}. */
    @Command(
            name = "tokenize",
            description = "Text to token ids on one core, beside Hugging Face tokenizers.",
            mixinStandardHelpOptions = true)
    static final class Tokenize implements Callable<Integer> {
        @Mixin
        private BenchPairs pairing;

        @Mixin
        private CorpusOptions corpus;

        @Mixin
        private TokenizerOptions words;

        @Override
        public Integer call() throws IOException {
            DataComparison.Tools tools = pairing.dataTools();
            Path tokenizer = words.tokenizer.toAbsolutePath();
            return pairing.measure(null, folder -> DataComparison.tokenize(
                            tools, corpus.corpus(folder), tokenizer, pairing.pairs(), pairing::progress)
                    .run(folder));
        }
    }

    /** {@code steel bench pack}. */
    @Command(
            name = "pack",
            description = "Documents to token files on one core, beside a process of the original packer.",
            mixinStandardHelpOptions = true)
    static final class Pack implements Callable<Integer> {
        @Mixin
        private BenchPairs pairing;

        @Mixin
        private CorpusOptions corpus;

        @Mixin
        private TokenizerOptions words;

        @Override
        public Integer call() throws IOException {
            DataComparison.Tools tools = pairing.dataTools();
            Path tokenizer = words.tokenizer.toAbsolutePath();
            return pairing.measure(null, folder -> DataComparison.pack(
                            tools, corpus.corpus(folder), tokenizer, pairing.pairs(), pairing::progress)
                    .run(folder));
        }
    }
}
