package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.core.ledger.AppendRule;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.core.spec.SpecDigest;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.order.SampleOrder;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.BlockSource;
import org.steelworks.data.shard.ShardIndex;
import org.steelworks.data.shard.ShardSet;
import org.steelworks.data.tokens.Tokenizer;

/**
 * The data of a training run, opened: shards mapped and identified, ledger and order of samples, and what of them the
 * recipe's digest needs. Opening reads every shard once; call it on a blocking dispatcher.
 *
 * @param set closed by the owner once nobody reads blocks
 */
record RunData(
        ShardSet set, DataLedger ledger, BlockSource blocks, FeedPlan feed, String recipeDigest, String tokenizerDigest)
        implements AutoCloseable {

    /**
     * Opens the shards of a recipe.
     *
     * @throws IOException naming file, cause and remedy where a shard or index cannot be used
     */
    static RunData open(RunSpec spec) throws IOException {
        DataSpec data = spec.data();
        if (data.train().size() != 1) {
            throw new InvalidShard("data.train names " + data.train().size()
                    + " shard sets; this version trains on one: merge them with `steel pack`");
        }
        Path folder = Path.of(data.train().get(0).path());
        ShardIndex index = Files.exists(folder.resolve(ShardIndex.FILE)) ? ShardIndex.read(folder) : null;
        String tokenizerDigest = checkTokenizer(spec, index, folder);
        boolean original = data.order() == DataSpec.Order.ORIGINAL;
        ShardSet set = ShardSet.open(
                List.of(folder),
                new ShardSet.Expectation(
                        data.blockLength(),
                        index == null ? spec.train().ignoreIndex() : index.padId(),
                        original ? ShardSet.Arrangement.AS_ORIGINAL : ShardSet.Arrangement.AS_PACKED));
        try {
            return of(spec, set, tokenizerDigest);
        } catch (IOException | RuntimeException e) {
            set.close();
            throw e;
        }
    }

    private static RunData of(RunSpec spec, ShardSet set, String tokenizerDigest) throws IOException {
        AppendRule.Decision decision = AppendRule.decide(DataLedger.empty(), set.candidates(), 0);
        if (!(decision instanceof AppendRule.Accept accept)) {
            throw new InvalidShard("data.train: " + ((AppendRule.Refuse) decision).reason());
        }
        DataLedger ledger = accept.ledger();
        SampleOrder order =
                switch (spec.data().order()) {
                    case PERMUTED -> SampleOrder.permuted(spec.train().seed(), ledger);
                    case SEQUENTIAL -> SampleOrder.sequential(ledger);
                    case ORIGINAL -> SampleOrder.original(spec.train().seed(), ledger);
                };
        BlockSource blocks =
                new BlockSource(set, ledger, order, spec.model().spec().vocabSize());
        FeedPlan feed = new FeedPlan(
                spec.train().globalBatch(),
                spec.train().microBatch(),
                spec.train().accumulate());
        return new RunData(set, ledger, blocks, feed, digest(spec, ledger), tokenizerDigest);
    }

    private static String digest(RunSpec spec, DataLedger ledger) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        contents.put(spec.data().train().get(0).path(), ledger.toCanonicalJson());
        for (DataSpec.ShardSource validation : spec.data().validation()) {
            Path folder = Path.of(validation.path());
            contents.put(
                    validation.path(),
                    CanonicalJson.write(
                            CanonicalJson.read(ShardIndex.read(folder).toJson(), folder.toString())));
        }
        if (spec.model().init() != null) {
            contents.put(
                    spec.model().init(), FolderDigest.of(Path.of(spec.model().init())));
        }
        return SpecDigest.of(spec, contents);
    }

    /** Digest of the recipe's tokenizer, or null; model, tokenizer and shards have to fit each other. */
    private static String checkTokenizer(RunSpec spec, ShardIndex index, Path folder) throws IOException {
        int vocabulary = spec.model().spec().vocabSize();
        String config = "model.config " + spec.model().config() + " has vocab_size " + vocabulary;
        if (index != null && index.vocabularySize() > vocabulary) {
            throw new InvalidShard("the shards in " + folder + " were packed with a tokenizer of "
                    + index.vocabularySize() + " ids, but " + config
                    + ": raise vocab_size, or pack with the model's tokenizer");
        }
        if (spec.model().tokenizer() == null) {
            return null;
        }
        try (Tokenizer tokenizer = Tokenizer.open(Path.of(spec.model().tokenizer()))) {
            if (tokenizer.largestId() >= vocabulary) {
                throw new InvalidShard("model.tokenizer " + spec.model().tokenizer() + " gives ids up to "
                        + tokenizer.largestId() + ", but " + config + ": they do not belong together");
            }
            if (index != null && !index.tokenizerDigest().equals(tokenizer.digest())) {
                throw new InvalidShard("the shards in " + folder + " were packed with another tokenizer (digest "
                        + index.tokenizerDigest() + ") than model.tokenizer "
                        + spec.model().tokenizer() + " (digest "
                        + tokenizer.digest() + "): name the one they were packed with, or pack again");
            }
            return tokenizer.digest();
        }
    }

    @Override
    public void close() {
        set.close();
    }
}
