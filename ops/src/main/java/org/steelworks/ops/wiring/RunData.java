package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.core.spec.SpecDigest;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.order.SampleOrder;
import org.steelworks.data.shard.BlockSource;
import org.steelworks.data.shard.ShardIndex;
import org.steelworks.data.shard.ShardMixture;
import org.steelworks.data.shard.ShardSet;

/**
 * The data of a training run, opened: shards mapped and identified, ledger and order of samples, and what of them the
 * recipe's digest needs. Opening reads every shard once; call it on a blocking dispatcher.
 *
 * @param files closed by the owner once nobody reads blocks
 * @param tokenizerDigest of {@code model.tokenizer}, or null where the recipe names none
 */
record RunData(
        ShardMixture files,
        DataLedger ledger,
        BlockSource blocks,
        FeedPlan feed,
        String recipeDigest,
        String tokenizerDigest)
        implements AutoCloseable {

    /**
     * Opens the shard sets of a recipe.
     *
     * @throws IOException naming file, cause and remedy where a shard or index cannot be used
     */
    static RunData open(RunSpec spec) throws IOException {
        DataSpec data = spec.data();
        String tokenizerDigest = TokenizerFit.check(spec);
        boolean original = data.order() == DataSpec.Order.ORIGINAL;
        ShardMixture files = ShardMixture.open(
                data.train(),
                new ShardSet.Expectation(
                        data.blockLength(),
                        spec.train().ignoreIndex(),
                        original ? ShardSet.Arrangement.AS_ORIGINAL : ShardSet.Arrangement.AS_PACKED));
        try {
            return of(spec, files, tokenizerDigest);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private static RunData of(RunSpec spec, ShardMixture files, String tokenizerDigest) throws IOException {
        DataLedger ledger = files.begin().ledger();
        SampleOrder order =
                switch (spec.data().order()) {
                    case PERMUTED -> SampleOrder.permuted(spec.train().seed(), ledger);
                    case SEQUENTIAL -> SampleOrder.sequential(ledger);
                    case ORIGINAL -> SampleOrder.original(spec.train().seed(), ledger);
                };
        BlockSource blocks =
                new BlockSource(files, ledger, order, spec.model().spec().vocabSize());
        FeedPlan feed = new FeedPlan(
                spec.train().globalBatch(),
                spec.train().microBatch(),
                spec.train().accumulate());
        return new RunData(files, ledger, blocks, feed, digest(spec, ledger), tokenizerDigest);
    }

    private static String digest(RunSpec spec, DataLedger ledger) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        List<DataSpec.ShardSource> train = spec.data().train();
        for (int set = 0; set < train.size(); set++) {
            contents.put(train.get(set).path(), ledger.sets().get(set).toCanonicalJson());
        }
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

    @Override
    public void close() {
        files.close();
    }
}
