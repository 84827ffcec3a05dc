package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.core.spec.SpecDigest;
import org.steelworks.data.actor.FeedOrder;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.order.SampleOrder;
import org.steelworks.data.shard.BlockSource;
import org.steelworks.data.shard.ShardMixture;
import org.steelworks.data.shard.ShardSet;

/**
 * The data of a training run, opened: shards mapped and identified, ledger and order of samples, and what of them the
 * recipe's digest needs. Opening reads every shard once; call it on a blocking dispatcher.
 *
 * @param files closed by the owner once nobody reads blocks
 * @param validationFiles likewise; null where the recipe names no validation sets
 * @param validation what a validation reads; null likewise, or where none is due
 * @param tokenizerDigest of {@code model.tokenizer}, or null where the recipe names none
 */
record RunData(
        ShardMixture files,
        ShardMixture validationFiles,
        FeedOrder.Validation validation,
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
                "data.train",
                data.train(),
                new ShardSet.Expectation(
                        data.blockLength(),
                        spec.train().ignoreIndex(),
                        original ? ShardSet.Arrangement.AS_ORIGINAL : ShardSet.Arrangement.AS_PACKED));
        try {
            return withValidation(spec, files, tokenizerDigest);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private static RunData withValidation(RunSpec spec, ShardMixture files, String tokenizerDigest) throws IOException {
        if (spec.data().validation().isEmpty()) {
            return of(spec, files, null, tokenizerDigest);
        }
        ShardMixture validation = ShardMixture.open(
                "data.validation",
                spec.data().validation(),
                new ShardSet.Expectation(
                        spec.data().blockLength(), spec.train().ignoreIndex(), ShardSet.Arrangement.AS_PACKED));
        try {
            return of(spec, files, validation, tokenizerDigest);
        } catch (IOException | RuntimeException e) {
            validation.close();
            throw e;
        }
    }

    /**
     * The first samples of the validation sets, mixed by their weights, in the order in which they were packed; where they
     * are fewer than the recipe's batches take, as many batches as hold each of them.
     */
    private static FeedOrder.Validation validation(RunSpec spec, ShardMixture files) throws IOException {
        DataLedger ledger = files.begin().ledger();
        BlockSource blocks = new BlockSource(
                files,
                ledger,
                SampleOrder.sequential(ledger),
                spec.model().spec().vocabSize());
        int sequences = spec.train().microBatch();
        long all = (ledger.blocks() + sequences - 1) / sequences;
        return new FeedOrder.Validation(blocks, (int) Math.min(spec.train().validateBatches(), all), sequences);
    }

    /** Micro-batches of a validation, 0 for none. */
    int validationBatches() {
        return validation == null ? 0 : validation.batches();
    }

    private static RunData of(RunSpec spec, ShardMixture files, ShardMixture validationFiles, String tokenizerDigest)
            throws IOException {
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
        return new RunData(
                files,
                validationFiles,
                validationFiles == null || spec.train().validateEvery() == 0 ? null : validation(spec, validationFiles),
                ledger,
                blocks,
                feed,
                digest(spec, ledger, validationFiles),
                tokenizerDigest);
    }

    private static String digest(RunSpec spec, DataLedger ledger, ShardMixture validationFiles) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        List<DataSpec.ShardSource> train = spec.data().train();
        for (int set = 0; set < train.size(); set++) {
            contents.put(train.get(set).path(), ledger.sets().get(set).toCanonicalJson());
        }
        if (validationFiles != null) {
            List<DataSpec.ShardSource> validation = spec.data().validation();
            DataLedger validationLedger = validationFiles.begin().ledger();
            for (int set = 0; set < validation.size(); set++) {
                contents.put(
                        validation.get(set).path(),
                        validationLedger.sets().get(set).toCanonicalJson());
            }
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
        if (validationFiles != null) {
            validationFiles.close();
        }
    }
}
