package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.core.id.RunId;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.core.spec.SpecDigest;
import org.steelworks.data.actor.FeedOrder;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.order.SampleOrder;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.BlockSource;
import org.steelworks.data.shard.ShardMixture;
import org.steelworks.data.shard.ShardSet;
import org.steelworks.ops.run.RunDataFile;
import org.steelworks.ops.run.RunFolder;

/**
 * The data of a training run, opened: shards mapped and identified, ledger and order of samples, and what of them the
 * recipe's digest needs. Opening reads every shard once; call it on a blocking dispatcher. {@link #take} is for one
 * thread; everything else may be asked by any. Close it once nobody reads blocks.
 */
final class RunData implements AutoCloseable {
    private static final String SETS = "data.train";

    private final RunSpec spec;
    private final RunDataFile record;
    private final FeedPlan feed;
    private final Validated validated;
    private final String recipeDigest;
    private final String tokenizerDigest;
    private volatile ShardMixture files;
    private volatile BlockSource blocks;

    /**
     * The validation sets.
     *
     * @param files null where the recipe names none
     * @param batches what a validation reads; null likewise, or where none is due
     */
    private record Validated(ShardMixture files, FeedOrder.Validation batches) {
        static final Validated NONE = new Validated(null, null);
    }

    private RunData(RunSpec spec, RunDataFile record, ShardMixture files, Validated validated, String tokenizerDigest)
            throws IOException {
        this.spec = spec;
        this.record = record;
        this.files = files;
        this.validated = validated;
        this.tokenizerDigest = tokenizerDigest;
        this.feed = new FeedPlan(
                spec.train().globalBatch(),
                spec.train().microBatch(),
                spec.train().accumulate());
        this.recipeDigest = digest();
        this.blocks = source(record.ledger());
        record.onGrown(this::grow);
    }

    /**
     * Opens the shard sets of a recipe, with all that was changed in the run's data.
     *
     * @param dir folder of the run; may not exist yet
     * @throws IOException naming file, cause and remedy where a shard or index cannot be used
     */
    static RunData open(RunSpec spec, Path dir) throws IOException {
        DataRecord known = RunDataFile.read(dir);
        List<Path> added = new ArrayList<>();
        if (known != null) {
            known.additions().forEach(addition -> added.addAll(paths(addition)));
        }
        String tokenizerDigest = TokenizerFit.check(spec, added);
        ShardMixture files = ShardMixture.open(SETS, spec.data().train(), expectation(spec));
        try {
            DataRecord record = known == null ? begun(files) : known;
            if (known != null) {
                requireSets(spec, known, dir);
                for (Addition addition : known.additions()) {
                    files = files.with(addition.set(), ShardSet.open(paths(addition), expectation(spec)));
                }
                requireListed(files, known, dir);
            }
            RunDataFile file = RunDataFile.of(dir, weights(spec), spec.train().globalBatch(), record);
            return withValidation(spec, file, files, tokenizerDigest);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** What shards of the run have to be. */
    static ShardSet.Expectation expectation(RunSpec spec) {
        boolean original = spec.data().order() == DataSpec.Order.ORIGINAL;
        return new ShardSet.Expectation(
                spec.data().blockLength(),
                spec.train().ignoreIndex(),
                original ? ShardSet.Arrangement.AS_ORIGINAL : ShardSet.Arrangement.AS_PACKED);
    }

    /** Weights of the sets that the run began with. */
    static List<Double> weights(RunSpec spec) {
        return spec.data().train().stream().map(DataSpec.ShardSource::weight).toList();
    }

    private static DataRecord begun(ShardMixture files) throws IOException {
        // says which set is empty, or which shard is there twice
        files.begin();
        return new DataRecord(
                files.sets().stream()
                        .map(set -> set.members().stream()
                                .map(member -> new ListedShard(member.name(), member.entry()))
                                .toList())
                        .toList(),
                List.of());
    }

    private static List<Path> paths(Addition addition) {
        return addition.paths().stream().map(Path::of).toList();
    }

    private static void requireSets(RunSpec spec, DataRecord known, Path dir) throws InvalidShard {
        if (known.first().size() != spec.data().train().size()) {
            throw new InvalidShard(SETS + " names " + spec.data().train().size() + " shard sets, but "
                    + dir.resolve(RunDataFile.FILE) + " has " + known.first().size()
                    + ": resume with the sets that the run began with");
        }
    }

    /** All shards of the run are there, with their content; others may lie beside them. */
    private static void requireListed(ShardMixture files, DataRecord known, Path dir) throws InvalidShard {
        List<String> faults = new ArrayList<>();
        for (int set = 0; set < known.first().size(); set++) {
            Map<String, String> names = new HashMap<>();
            List<String> contents = new ArrayList<>();
            for (ShardSet.Member member : files.sets().get(set).members()) {
                names.put(member.name(), member.entry().sha256());
                contents.add(member.entry().sha256());
            }
            List<ListedShard> listed = new ArrayList<>(known.first().get(set));
            for (Addition addition : known.additions()) {
                listed.addAll(addition.set() == set ? addition.shards() : List.of());
            }
            for (ListedShard shard : listed) {
                if (!contents.contains(shard.entry().sha256())) {
                    faults.add(shard.name()
                            + (names.containsKey(shard.name())
                                    ? " was changed: it has sha256 " + names.get(shard.name()) + ", not "
                                    : " is missing: no file has sha256 ")
                            + shard.entry().sha256());
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidShard(String.join("; ", faults) + ". Put the originals back: "
                    + dir.resolve(RunDataFile.FILE) + " lists what the run trains, and the paths of what was added,"
                    + " which may be corrected there");
        }
    }

    private static RunData withValidation(RunSpec spec, RunDataFile record, ShardMixture files, String tokenizerDigest)
            throws IOException {
        if (spec.data().validation().isEmpty()) {
            return new RunData(spec, record, files, Validated.NONE, tokenizerDigest);
        }
        ShardMixture validation = ShardMixture.open(
                "data.validation",
                spec.data().validation(),
                new ShardSet.Expectation(
                        spec.data().blockLength(), spec.train().ignoreIndex(), ShardSet.Arrangement.AS_PACKED));
        try {
            boolean due = spec.train().validateEvery() > 0;
            Validated validated = new Validated(validation, due ? validation(spec, validation) : null);
            return new RunData(spec, record, files, validated, tokenizerDigest);
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

    private BlockSource source(DataLedger ledger) throws InvalidShard {
        SampleOrder order =
                switch (spec.data().order()) {
                    case PERMUTED -> SampleOrder.permuted(spec.train().seed(), ledger);
                    case SEQUENTIAL -> SampleOrder.sequential(ledger);
                    case ORIGINAL -> SampleOrder.original(spec.train().seed(), ledger);
                };
        return new BlockSource(files, ledger, order, spec.model().spec().vocabSize());
    }

    /** Takes shards over that were added to the run; they are fed once the record gives them their place. */
    void take(AddedShards added) {
        files = files.with(added.addition().set(), added.shards());
    }

    private void grow(DataLedger longer) {
        try {
            blocks = source(longer);
        } catch (InvalidShard e) {
            throw new IllegalStateException("data that were added are not open: " + e.getMessage(), e);
        }
    }

    /** All shards of the run, and where they come in. */
    RunDataFile record() {
        return record;
    }

    /** The ledger of what has its place. */
    DataLedger ledger() {
        return record.ledger();
    }

    /** The samples of that ledger. */
    BlockSource blocks() {
        return blocks;
    }

    /** Samples of each step. */
    FeedPlan feed() {
        return feed;
    }

    /** What a validation reads, or null. */
    FeedOrder.Validation validation() {
        return validated.batches();
    }

    /** Micro-batches of a validation, 0 for none. */
    int validationBatches() {
        return validated.batches() == null ? 0 : validated.batches().batches();
    }

    /** Digest of the recipe with the data that the run began with. */
    String recipeDigest() {
        return recipeDigest;
    }

    /** Digest of {@code model.tokenizer}, or null where the recipe names none. */
    String tokenizerDigest() {
        return tokenizerDigest;
    }

    /** What a user should know of files that were passed over, a sentence each. */
    List<String> notes() {
        return files.notes();
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
        if (validated.files() != null) {
            List<DataSpec.ShardSource> validation = spec.data().validation();
            DataLedger validationLedger = validated.files().begin().ledger();
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
        if (validated.files() != null) {
            validated.files().close();
        }
    }
}
