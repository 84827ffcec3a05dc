package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.steelworks.data.shard.FieldRule;
import org.steelworks.data.shard.PackReport;
import org.steelworks.data.shard.PackRules;
import org.steelworks.data.shard.PackRun;
import org.steelworks.data.shard.PackSpec;
import org.steelworks.data.shard.ShardInspect;
import org.steelworks.data.shard.SourceSet;
import org.steelworks.data.tokens.Tokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel pack}: documents as token files for training. */
@Command(
        name = "pack",
        description = "Turn documents into token files for training.",
        mixinStandardHelpOptions = true,
        footer = {"", "steel pack inspect F looks into a token file."})
final class PackCommand implements Callable<Integer> {
    /** What the original ran. */
    private static final int ORIGINAL_PROCESSES = 64;

    private static final int ORIGINAL_GROUP_ROWS = 10_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--in", arity = "1..*", paramLabel = "PATH", description = "Files and folders of *.jsonl.")
    private List<Path> in = new ArrayList<>();

    @Option(names = "--tokenizer", paramLabel = "DIR", description = "Folder of the tokenizer.")
    private Path tokenizer;

    @Option(names = "--out", paramLabel = "D", description = "Folder for the token files and their index.")
    private Path out;

    @Option(
            names = "--block",
            paramLabel = "N",
            description = "Tokens of a block, one more than a sequence (default: ${DEFAULT-VALUE}).")
    private int block = 2049;

    @Option(names = "--blocks-per-shard", paramLabel = "K", description = "Blocks of every file (default: what fits).")
    private int blocksPerShard = PackSpec.FIT;

    @Option(names = "--compat", description = "Repeat order, remainder and defects of the original program.")
    private boolean compat;

    @Option(
            names = "--set",
            paramLabel = "NAME",
            description = "Where rows keep their text, and with --compat how files are named: chat, sky, starcode,"
                    + " wanjuan_zh, wanjuan_en (default: ${DEFAULT-VALUE}).")
    private String set = "chat";

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "With --compat: processes that the original would have run (default: ${DEFAULT-VALUE}).")
    private int processes = ORIGINAL_PROCESSES;

    @Option(names = "--threads", paramLabel = "T", description = "Threads that encode (default: the machine's cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (in.isEmpty() || tokenizer == null || out == null) {
            throw new ParameterException(
                    spec.commandLine(), "say what to pack: --in PATH, --tokenizer DIR and --out D");
        }
        if (!Files.isDirectory(tokenizer)) {
            throw new NoSuchFileException(
                    tokenizer + ": there is no such folder; give one with tokenizer.json with --tokenizer");
        }
        FieldRule fields = SourceSet.of(set).fields();
        PackRules rules = compat
                ? new PackRules.Original(SourceSet.of(set), processes, ORIGINAL_GROUP_ROWS)
                : new PackRules.Corrected(fields);
        PackSpec wanted = new PackSpec(in, tokenizer, out, block, blocksPerShard, rules, threads);
        PackReport report;
        try (ProgressLine progress = SteelMain.progress(spec, "packing")) {
            report = PackRun.run(
                    wanted,
                    now -> progress.show(
                            now.bytesRead(),
                            now.bytesTotal(),
                            String.format(Locale.ROOT, "%,d documents, %,d tokens", now.documents(), now.tokens())));
        }
        print(report);
        return 0;
    }

    private void print(PackReport report) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(report.engine());
        report.notes().forEach(err::println);
        if (report.rejected() > 0) {
            err.println(report.rejected() + " rows were rejected, all are in " + out.resolve("quarantine.jsonl")
                    + "; the first: " + report.firstRejects().get(0));
        }
        if (json) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("documents", report.documents()).put("tokens", report.tokens());
            node.put("blank_lines", report.blankLines()).put("rejected", report.rejected());
            node.put("blocks", report.index().blocks())
                    .put("block_length", report.index().blockLength());
            ArrayNode shards = node.putArray("shards");
            report.index().shards().forEach(shard -> shards.add(shard.file()));
            node.put("engine", report.engine());
            node.put("out", out.toString());
            spec.commandLine().getOut().println(node.toPrettyString());
            return;
        }
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%,d documents, %,d tokens, %,d blocks in %d shards: %s",
                        report.documents(),
                        report.tokens(),
                        report.index().blocks(),
                        report.index().shards().size(),
                        out));
    }

    @Command(
            name = "inspect",
            description = "Print a token file's header and blocks, as ids and text.",
            mixinStandardHelpOptions = true)
    int inspect(
            @Parameters(paramLabel = "F", description = "Token file (*.bin).") Path file,
            @Option(names = "--block", paramLabel = "N", description = "Tokens of a block (default: the index's).")
                    Integer length,
            @Option(names = "--tokenizer", paramLabel = "DIR", description = "Decodes (default: the one beside F).")
                    Path words,
            @Option(names = "--first", defaultValue = "0", paramLabel = "B", description = "First block to show.")
                    long first,
            @Option(names = "--count", defaultValue = "1", paramLabel = "N", description = "How many blocks to show.")
                    int count,
            @Option(names = "--json", description = "Print JSON.") boolean asJson)
            throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file + ": there is no such file; give a token file (*.bin)");
        }
        int blockLength = length == null ? ShardInspect.blockLengthBeside(file) : length;
        Path decoder = words == null ? ShardInspect.tokenizerBeside(file) : words;
        if (!Files.isDirectory(decoder)) {
            throw new NoSuchFileException(
                    decoder + ": there is no such folder; give the tokenizer that made the ids with --tokenizer");
        }
        try (Tokenizer opened = Tokenizer.open(decoder)) {
            show(ShardInspect.inspect(file, blockLength, opened, first, count), asJson);
        }
        return 0;
    }

    private void show(ShardInspect.Report report, boolean asJson) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("file", report.file().toString()).put("bytes", report.bytes());
        node.put("type", report.header().type().name().toLowerCase(Locale.ROOT));
        node.put("chunk_size", report.header().elements());
        node.put("block_length", report.blockLength()).put("blocks", report.blocks());
        node.put("sha256", report.sha256()).put("md5_identity", report.originalIdentity());
        PrintWriter stdout = spec.commandLine().getOut();
        if (asJson) {
            ArrayNode shown = node.putArray("shown");
            for (ShardInspect.Block block : report.shown()) {
                ArrayNode ids = shown.addObject()
                        .put("block", block.number())
                        .put("text", block.text())
                        .putArray("ids");
                for (int id : block.ids()) {
                    ids.add(id);
                }
            }
            stdout.println(node.toPrettyString());
            return;
        }
        node.fields()
                .forEachRemaining(item -> stdout.println(String.format(
                        Locale.ROOT, "%-13s %s", item.getKey(), item.getValue().asText())));
        for (ShardInspect.Block block : report.shown()) {
            stdout.println();
            stdout.println("block " + block.number() + " ids " + java.util.Arrays.toString(block.ids()));
            stdout.println("block " + block.number() + " text " + block.text());
        }
    }
}
