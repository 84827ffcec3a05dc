package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.core.id.RunId;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.core.spec.SpecDigest;
import org.steelworks.data.actor.ShardRequest;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.PackedWith;
import org.steelworks.data.shard.ShardListing;
import org.steelworks.ops.run.RunDataFile;
import org.steelworks.ops.run.RunFolder;

/**
 * What is kept of a run's data where it is coordinated, whichever node has the shards open: the list of them, the ledger,
 * and what of them the recipe's digest needs. Any thread.
 */
final class DataBook {
    private final RunSpec spec;
    private final RunDataFile record;
    private final FeedPlan feed;
    private final ShardListing listing;
    private final int validationBatches;
    private final String recipeDigest;
    private final String tokenizerDigest;

    private DataBook(RunSpec spec, RunDataFile record, ShardListing listing, String tokenizerDigest)
            throws IOException {
        this.spec = spec;
        this.record = record;
        this.feed = plan(spec);
        this.listing = listing;
        ShardRequest.Validation validation = validation(spec);
        this.validationBatches =
                validation == null ? 0 : validation.batches(listing.validation().blocks());
        this.tokenizerDigest = tokenizerDigest;
        this.recipeDigest = digest();
    }

    /**
     * Which shards a run needs.
     *
     * @param dir folder of the run
     * @param known its record, or null for a new run
     */
    static ShardRequest request(RunId run, RunSpec spec, Path dir, DataRecord known) throws InvalidShard {
        Path file = dir.resolve(RunDataFile.FILE);
        if (known != null && known.first().size() != spec.data().train().size()) {
            throw new InvalidShard("data.train names " + spec.data().train().size() + " shard sets, but " + file
                    + " has " + known.first().size() + ": resume with the sets that the run began with");
        }
        ShardRequest request = new ShardRequest(
                run,
                spec.data().train(),
                List.of(),
                known == null ? List.of() : known.first(),
                file.toString(),
                spec.data().sequenceLength(),
                spec.train().ignoreIndex(),
                spec.data().order(),
                spec.train().seed(),
                plan(spec),
                spec.model().spec().vocabSize(),
                validation(spec));
        if (known != null) {
            for (Addition addition : known.additions()) {
                request = request.with(new ShardRequest.Added(addition.set(), addition.paths()), addition.shards());
            }
        }
        return request;
    }

    private static FeedPlan plan(RunSpec spec) {
        return new FeedPlan(
                spec.train().globalBatch(),
                spec.train().microBatch(),
                spec.train().accumulate());
    }

    private static ShardRequest.Validation validation(RunSpec spec) {
        List<DataSpec.ShardSource> sets = spec.data().validation();
        int most = spec.train().validateEvery() > 0 ? spec.train().validateBatches() : 0;
        return sets.isEmpty()
                ? null
                : new ShardRequest.Validation(sets, most, spec.train().microBatch());
    }

    /**
     * Makes the book of a run. Reads the tokenizer and what the recipe begins with: call it on a blocking dispatcher.
     *
     * @param dir folder of the run; may not exist yet
     * @param known its record, or null for a new run, which begins with what is listed
     * @param listing what a node found for the {@link #request}
     * @throws IOException where the shards do not fit the recipe, naming what and why
     */
    static DataBook of(RunSpec spec, Path dir, DataRecord known, ShardListing listing) throws IOException {
        String tokenizerDigest = TokenizerFit.check(spec, listing.packed());
        DataRecord record = known == null ? new DataRecord(listing.sets(), List.of()) : known;
        RunDataFile file = RunDataFile.of(dir, weights(spec), spec.train().globalBatch(), record);
        return new DataBook(spec, file, listing, tokenizerDigest);
    }

    /** Weights of the sets that the run began with. */
    static List<Double> weights(RunSpec spec) {
        return spec.data().train().stream().map(DataSpec.ShardSource::weight).toList();
    }

    /** All shards of the run, and where they come in. */
    RunDataFile record() {
        return record;
    }

    /** The ledger of what has its place. */
    DataLedger ledger() {
        return record.ledger();
    }

    /** Samples of each step. */
    FeedPlan feed() {
        return feed;
    }

    /** Micro-batches of a validation, 0 for none. */
    int validationBatches() {
        return validationBatches;
    }

    /** Digest of the recipe with the data that the run began with. */
    String recipeDigest() {
        return recipeDigest;
    }

    /** What a user should know of files that were passed over, a sentence each. */
    List<String> notes() {
        return listing.notes();
    }

    /**
     * What joins the run of shards that a node has opened. Reads the tokenizer.
     *
     * @throws InvalidShard where they cannot join, naming which and why
     */
    Addition addition(ShardRequest.Added added, List<ListedShard> shards, List<PackedWith> packed) throws IOException {
        List<PackedWith> all = new ArrayList<>(listing.packed());
        all.addAll(packed);
        return AddedShards.addition(spec, record, added, shards, all);
    }

    /** What the run's files must know. */
    RunFolder folder(RunId run, Path dir, Recipe recipe, long fence) {
        return new RunFolder(
                run,
                dir,
                RunFolder.checkpoints(dir, spec.checkpoint()),
                recipe.resolvedYaml(),
                recipeDigest,
                tokenizerDigest,
                spec.model().spec(),
                record,
                feed,
                spec.data().sequenceLength(),
                spec.checkpoint().keep(),
                fence);
    }

    private String digest() throws IOException {
        DataLedger first = record.firstLedger();
        Map<String, String> contents = new TreeMap<>();
        List<DataSpec.ShardSource> train = spec.data().train();
        for (int set = 0; set < train.size(); set++) {
            contents.put(train.get(set).path(), first.sets().get(set).toCanonicalJson());
        }
        List<DataSpec.ShardSource> validation = spec.data().validation();
        for (int set = 0; set < validation.size(); set++) {
            contents.put(
                    validation.get(set).path(),
                    listing.validation().sets().get(set).toCanonicalJson());
        }
        if (spec.model().init() != null) {
            contents.put(
                    spec.model().init(), FolderDigest.of(Path.of(spec.model().init())));
        }
        return SpecDigest.of(spec, contents);
    }
}
