package org.steelworks.data.shard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.data.order.PythonRandom;
import org.steelworks.data.pack.Packer;
import org.steelworks.data.pack.RemainderRule;
import org.steelworks.data.pack.TokenType;
import org.steelworks.data.tokens.InvalidTokenizer;
import org.steelworks.data.tokens.Tokenizer;

/**
 * Packs jsonl text into a folder of shards with an index. The result depends on the inputs and the rules alone, not on
 * the number of threads. Killed at any moment it leaves a folder without an index, and the next run begins afresh.
 */
public final class PackRun {
    private static final String PREFIX = "shard";

    private final PackProcess.Shared shared;
    private final PackSpec spec;
    private final Tokenizer tokenizer;
    private final InputFiles inputs;
    private final List<ShardIndex.Shard> shards = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private PackRun(PackProcess.Shared shared, Tokenizer tokenizer, InputFiles inputs) {
        this.shared = shared;
        this.spec = shared.spec();
        this.tokenizer = tokenizer;
        this.inputs = inputs;
        notes.addAll(inputs.notes());
    }

    /**
     * Packs. Blocks until done; reads, packs and reports on the caller's thread.
     *
     * @throws IOException when an input, the tokenizer or the output folder cannot be used; nothing is published then
     */
    public static PackReport run(PackSpec spec, ProgressListener listener) throws IOException {
        InputFiles inputs = InputFiles.find(spec.inputs());
        try (Tokenizer tokenizer = Tokenizer.open(spec.tokenizer())) {
            ShardFolder folder = ShardFolder.begin(spec.out(), spec.tokenizer());
            boolean published = false;
            Tally tally = new Tally(inputs.bytes(), listener);
            try (Quarantine quarantine = new Quarantine(folder.aside());
                    OrderedEncoder encoder = new OrderedEncoder(tokenizer, spec.parallelism())) {
                PackProcess.Shared shared = new PackProcess.Shared(spec, encoder, quarantine, tally);
                PackRun run = new PackRun(shared, tokenizer, inputs);
                ShardIndex index = run.pack(folder);
                quarantine.close();
                folder.publish(index);
                published = true;
                return run.report(index);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } finally {
                if (!published) {
                    folder.abandon();
                }
            }
        }
    }

    private ShardIndex pack(ShardFolder folder) throws IOException {
        if (inputs.bytes() == 0) {
            throw new IOException(inputs.files().get(0).path()
                    + (inputs.files().size() == 1 ? ": the file is empty" : ": this file and all others are empty")
                    + "; --in takes files with one JSON object a line that has a \"text\"");
        }
        if (spec.rules() instanceof PackRules.Original original) {
            packAsOriginal(folder, original);
        } else {
            process(folder, PREFIX, inputs.files(), RemainderRule.KEEP_ONCE, documentEnd());
        }
        if (shards.isEmpty()) {
            throw new IOException("the " + inputs.files().size() + " input files hold no document, "
                    + shared.quarantine().count()
                    + " rows were rejected"
                    + (shared.quarantine().count() == 0
                            ? ""
                            : ", the first: " + shared.quarantine().first().get(0))
                    + "; --in takes files with one JSON object a line that has a \"text\"");
        }
        return new ShardIndex(
                spec.blockLength(),
                tokenizer.digest(),
                tokenizer.vocabularySize(),
                pad(),
                eos(),
                shared.tally().documents(),
                shards);
    }

    private void packAsOriginal(ShardFolder folder, PackRules.Original original) throws IOException {
        List<InputFiles.Input> files = new ArrayList<>(inputs.files());
        new PythonRandom(PackRules.Original.FILE_ORDER_SEED).shuffle(files);
        int processes = Math.min(original.processes(), files.size());
        RemainderRule remainder = processes == 1 ? RemainderRule.ORIGINAL_SINGLE : RemainderRule.ORIGINAL_MULTIPLE;
        for (int process = 0; process < processes; process++) {
            List<InputFiles.Input> share = new ArrayList<>();
            for (int i = process; i < files.size(); i += processes) {
                share.add(files.get(i));
            }
            process(folder, original.set().prefix() + "_process" + process, share, remainder, new int[0]);
        }
    }

    private void process(
            ShardFolder folder, String prefix, List<InputFiles.Input> files, RemainderRule remainder, int[] documentEnd)
            throws IOException {
        ShardWriter.Format format = new ShardWriter.Format(
                TokenType.forVocabulary(tokenizer.vocabularySize()),
                spec.blockLength(),
                spec.shardTokens(),
                spec.cutsSingleShard(),
                pad());
        try (ShardWriter writer = new ShardWriter(folder.aside(), prefix, format)) {
            Packer packer = new Packer(spec.shardTokens(), writer);
            RemainderRule.Decision decision = new PackProcess(shared, packer, documentEnd).run(files, remainder);
            notes.add(prefix + ": " + decision.reason());
            shards.addAll(writer.sealed());
        }
    }

    private int[] documentEnd() throws InvalidTokenizer {
        return new int[] {eos()};
    }

    private int eos() throws InvalidTokenizer {
        return tokenizer.special().eos().orElseThrow(() -> unnamed("eos_token", "ends each document"));
    }

    private int pad() throws InvalidTokenizer {
        return tokenizer.special().pad().orElseThrow(() -> unnamed("pad_token", "fills up the last block"));
    }

    private InvalidTokenizer unnamed(String key, String use) {
        return new InvalidTokenizer(tokenizer + ": names no " + key + ", which " + use + "; set \"" + key
                + "\" in tokenizer_config.json to a token of its vocabulary");
    }

    private PackReport report(ShardIndex index) {
        return new PackReport(
                index,
                shared.tally().documents(),
                shared.tally().tokens(),
                shared.tally().blankLines(),
                shared.quarantine().count(),
                shared.quarantine().first(),
                tokenizer.engine(),
                notes);
    }
}
