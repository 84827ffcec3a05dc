package org.steelworks.ops.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.steelworks.checkpoint.ledger.StepLedgerReader;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.Generation;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.id.RunId;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.ledger.StepRecord;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.recipe.Overrides;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.run.RunPorts;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataChange;
import org.steelworks.data.growth.MixtureChange;
import org.steelworks.data.pack.ShardHeader;
import org.steelworks.data.pack.TokenType;
import org.steelworks.ops.run.FolderRecipe;
import org.steelworks.ops.run.RunDataFile;
import org.steelworks.ops.run.RunFiles;

/**
 * One seeded life of a run on a corpus that grows, with the run's own files and shards: trained, added to and mixed anew while
 * it goes on and while it is stopped, stopped, killed with whatever the disk had by then, resumed from some earlier step,
 * given a recipe with another mixture, a shard it has already, or a shard that was altered. A step is not computed: what the ledger keeps of
 * it is the digest of its tokens.
 */
final class GrowingRun implements AutoCloseable {
    private static final int BLOCK = 5;
    private static final int LAST_STEP = 50;
    private static final double[] WEIGHTS = {1, 2, 3, 0.5, 1.25};
    private static final String CONFIG =
            """
            {"model_type": "qwen2", "vocab_size": 8192, "hidden_size": 16, "intermediate_size": 24,
             "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 2, "max_position_embeddings": 32,
             "initializer_range": 0.02, "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "tie_word_embeddings": false,
             "bos_token_id": 61, "eos_token_id": 63, "FFN_type": "raw", "mlp_type": "raw",
             "n_experts": 1, "slots_per_expert": 1, "mlp_div_ratio": 4}
            """;
    private static final Fingerprint FINGERPRINT = new Fingerprint(Map.of("threads", "1"));

    /** How often what happened, over all runs. */
    static final Map<String, Integer> HAPPENED = new TreeMap<>();

    private final SplittableRandom random;
    private final ActorTestKit kit;
    private final Path dir;
    private final int sets;
    private final int batch;
    private final String order;
    private final List<Double> weights = new ArrayList<>();
    /** What was asked for since, all weights of each change. */
    private final List<List<Double>> mixtures = new ArrayList<>();
    /** Set of each block, by its number: the first token of a block. */
    private final List<Integer> setOfBlock = new ArrayList<>();

    private final List<Path> shards = new ArrayList<>();
    /** First tokens of a step's blocks, by the digest that the ledger keeps. */
    private final Map<Digest128, List<Integer>> trained = new HashMap<>();

    private final Recipe own;
    private final int buckets;
    private Path run;
    private int lives;
    private long fence;
    private long generation;
    private RunData data;
    private RunFiles files;
    /** Last decided step of the present life. */
    private long done;

    GrowingRun(long seed, Path dir, ActorTestKit kit) throws IOException {
        this.random = new SplittableRandom(seed);
        this.kit = kit;
        this.dir = dir;
        this.sets = 1 + random.nextInt(3);
        this.batch = 1 + random.nextInt(6);
        this.order = List.of("permuted", "permuted", "sequential", sets == 1 ? "original" : "permuted")
                .get(random.nextInt(4));
        this.run = dir.resolve("run-0");
        Files.createDirectories(run);
        Files.writeString(dir.resolve("config.json"), CONFIG);
        for (int set = 0; set < sets; set++) {
            weights.add(WEIGHTS[random.nextInt(WEIGHTS.length)]);
            for (int shard = 1 + random.nextInt(3); shard > 0; shard--) {
                shard(dir.resolve("set-" + set).resolve("s" + shard + ".bin"), set);
            }
        }
        this.own = recipe(weights);
        this.buckets =
                BucketPlan.of(ParameterTable.of(own.spec().model().spec())).size();
    }

    private static void happened(String what) {
        HAPPENED.merge(what, 1, Integer::sum);
    }

    /** Every block begins with its own number. */
    private Path shard(Path file, int set) throws IOException {
        int blocks = 1 + random.nextInt(12);
        ByteBuffer bytes = ByteBuffer.allocate(ShardHeader.BYTES + blocks * BLOCK * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new ShardHeader(TokenType.INT32, (long) blocks * BLOCK).encode());
        for (int block = 0; block < blocks; block++) {
            bytes.putInt(setOfBlock.size());
            setOfBlock.add(set);
            for (int i = 1; i < BLOCK; i++) {
                bytes.putInt(i);
            }
        }
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.array());
        shards.add(file);
        return file;
    }

    private Recipe recipe(List<Double> mixture) {
        StringBuilder train = new StringBuilder();
        for (int set = 0; set < sets; set++) {
            train.append(set == 0 ? "" : ", ")
                    .append("{path: ")
                    .append(dir.resolve("set-" + set))
                    .append(", weight: ")
                    .append(mixture.get(set))
                    .append("}");
        }
        String text =
                """
                kind: pretrain
                model: {config: %s}
                data: {train: [%s], sequence_length: %d, order: %s}
                train: {steps: %d, global_batch: %d, micro_batch: 1, seed: 11, ignore_index: 8000}
                """
                        .formatted(dir.resolve("config.json"), train, BLOCK - 1, order, LAST_STEP, batch);
        return LocalNode.recipes().read(text, "recipe.yaml", dir, Overrides.none());
    }

    /** From its beginning to its last step. */
    void live() throws Exception {
        resume();
        while (done < LAST_STEP) {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3, 4 -> train(1 + random.nextInt(4));
                case 5, 6 -> addWhileRunning();
                case 7 -> {
                    stop();
                    whileStopped();
                    resume();
                }
                case 8 -> {
                    stop();
                    addWhileStopped();
                    resume();
                }
                case 9, 10 -> {
                    kill();
                    resume();
                }
                case 11, 12, 13 -> mixWhileRunning();
                case 14 -> {
                    stop();
                    mixWhileStopped();
                    if (random.nextBoolean()) {
                        addWhileStopped();
                    }
                    resume();
                }
                default -> addTwice();
            }
        }
        stop();
    }

    // ---- the run

    private RunData opened(List<Double> mixture) throws IOException {
        Recipe recipe = mixture.equals(weights) ? own : recipe(mixture);
        RunData opened = RunData.open(recipe.spec(), run);
        try {
            FolderRecipe.requireSame(opened.folder(new RunId("run"), run, recipe, fence), LocalNode.recipes());
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** A coordinator begins: from a checkpoint of some step that the ledger has, with what was added meanwhile. */
    private void resume() throws Exception {
        fence++;
        data = opened(weights);
        files = new RunFiles(
                data.folder(new RunId("run"), run, own, fence), Clock.systemUTC(), System::nanoTime, news -> {});
        RunPorts.History history = get(files.open());
        files.start(new Host());
        done = Math.max(0, history.recorded() - random.nextInt(6));
        if (history.recorded() > done) {
            happened("steps computed again");
        }
        form(
                done == 0 ? Base.initial() : Base.checkpoint(done, done, "step"),
                history.dataWait(),
                new DataPlace(done, generation + 1));
    }

    private void form(Base base, boolean dataWait, DataPlace place) throws Exception {
        generation++;
        if (dataWait) {
            get(files.placeData(place));
        }
        Member member = new Member(new WorkerId("node", 0), 1);
        List<int[]> holders = new ArrayList<>();
        for (int bucket = 0; bucket < buckets; bucket++) {
            holders.add(new int[] {0});
        }
        Generation next = new Generation(generation, List.of(member), List.of(new LeafRange(0, batch)), holders);
        files.generation(
                new GenerationPlan(
                        next,
                        base,
                        null,
                        0,
                        new int[buckets],
                        LAST_STEP,
                        false,
                        -1,
                        base.step(),
                        DataPlace.NONE,
                        "test"),
                FINGERPRINT,
                1e9);
    }

    private void train(int steps) throws Exception {
        CompletionStage<RunPorts.Outcome> outcome = hand(steps);
        if (outcome != null) {
            files.flush();
            assertThat(get(outcome)).isInstanceOf(RunPorts.Durable.class);
        }
    }

    /** Steps are decided; nobody waits for them to be on disk. Null where none is left. */
    private CompletionStage<RunPorts.Outcome> hand(int steps) throws IOException {
        List<StableStep> fresh = new ArrayList<>();
        while (fresh.size() < steps && done < LAST_STEP) {
            done++;
            fresh.add(new StableStep(decision(data, done), 1_000_000, 0));
        }
        return fresh.isEmpty() ? null : files.record(fresh);
    }

    private Decision decision(RunData of, long step) throws IOException {
        ByteBuffer tokens = ByteBuffer.allocateDirect(batch * BLOCK * Integer.BYTES);
        of.blocks().read(of.feed().step(step), tokens);
        tokens.flip();
        Digest128 digest = Digest128.of(tokens);
        List<Integer> blocks = new ArrayList<>();
        tokens.order(ByteOrder.LITTLE_ENDIAN);
        for (int sample = 0; sample < batch; sample++) {
            blocks.add(tokens.getInt(sample * BLOCK * Integer.BYTES));
        }
        trained.put(digest, blocks);
        return new Decision(step, true, step, 1, 1, 1, 1e-3, digest, null, null, null);
    }

    private void stop() throws Exception {
        get(files.close());
        data.close();
        happened("stop");
    }

    /** What the disk has at some moment is all that is left; the last lines may be torn. */
    private void kill() throws Exception {
        hand(random.nextInt(4));
        Path left = dir.resolve("run-" + ++lives);
        Files.createDirectories(left);
        try (Stream<Path> all = Files.list(run)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.copy(file, left.resolve(file.getFileName()));
            }
        }
        get(files.close());
        data.close();
        run = left;
        for (String file : List.of("ledger.jsonl", "metrics.jsonl", "events.jsonl")) {
            tear(run.resolve(file));
        }
        if (random.nextBoolean()) {
            Files.writeString(run.resolve(RunDataFile.FILE + ".tmp"), "{\"form");
        }
        happened("kill");
    }

    private void tear(Path file) throws IOException {
        if (Files.isRegularFile(file) && random.nextBoolean()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(Math.max(0, channel.size() - random.nextInt(300)));
            }
        }
    }

    // ---- its data

    private Path newShards(int set) throws IOException {
        Path folder = dir.resolve("added-" + shards.size());
        for (int shard = 1 + random.nextInt(2); shard > 0; shard--) {
            shard(folder.resolve("s" + shard + ".bin"), set);
        }
        return folder;
    }

    private String named(int set) {
        return sets == 1 && random.nextBoolean() ? null : random.nextBoolean() ? Integer.toString(set) : folder(set);
    }

    private String folder(int set) {
        return dir.resolve("set-" + set).toString();
    }

    private void addWhileRunning() throws Exception {
        int set = random.nextInt(sets);
        AddedShards added = AddedShards.open(own.spec(), data.record(), List.of(newShards(set)), named(set));
        data.take(added);
        get(files.addData(added.addition()));
        happened("added while it was running");
        if (sets > 1 && random.nextInt(3) == 0) {
            mix(files::mixData);
            happened("added and mixed at once");
        }
        comeIn();
    }

    /** What waits comes in with a generation, or with the one after a kill. */
    private void comeIn() throws Exception {
        if (random.nextInt(3) == 0) {
            happened("killed before the data had their place");
            kill();
            resume();
            return;
        }
        hand(random.nextInt(3));
        form(new Base(done, done, Base.Source.MEMBERS, ""), true, new DataPlace(done, generation + 1));
    }

    private interface Mixing {
        CompletionStage<MixtureChange> with(Map<Integer, Double> weights);
    }

    /** Gives some of the sets other weights, named as a user may; one of five rests. */
    private void mix(Mixing mixing) throws Exception {
        List<Double> before = mixtures.isEmpty() ? weights : mixtures.get(mixtures.size() - 1);
        List<Double> after = new ArrayList<>(before);
        Map<String, Double> asked = new HashMap<>();
        while (asked.isEmpty() || after.stream().allMatch(weight -> weight == 0) || proportional(before, after)) {
            int set = random.nextInt(sets);
            asked.keySet().removeAll(List.of(Integer.toString(set), folder(set)));
            after.set(set, random.nextInt(5) == 0 ? 0 : WEIGHTS[random.nextInt(WEIGHTS.length)]);
            asked.put(random.nextBoolean() ? Integer.toString(set) : folder(set), after.get(set));
        }
        MixtureChange change = get(mixing.with(AskedWeights.of(own.spec(), asked)));
        assertThat(change.weights()).isEqualTo(after);
        mixtures.add(after);
        if (after.contains(0.0)) {
            happened("a set rests");
        }
    }

    private static boolean proportional(List<Double> a, List<Double> b) {
        for (int i = 0; i < a.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (a.get(i) * b.get(j) != a.get(j) * b.get(i)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void mixWhileRunning() throws Exception {
        if (sets == 1) {
            assertThatThrownBy(() -> AskedWeights.of(own.spec(), Map.of("0", 2.0)))
                    .hasMessageContaining("one shard set");
            return;
        }
        mix(files::mixData);
        happened("mixed while it was running");
        comeIn();
    }

    private void mixWhileStopped() throws Exception {
        if (sets > 1) {
            mix(asked -> {
                Map<String, Double> named = new HashMap<>();
                asked.forEach((set, weight) -> named.put(Integer.toString(set), weight));
                try {
                    return CompletableFuture.completedFuture(StoppedRunData.mix(run, named));
                } catch (IOException e) {
                    return CompletableFuture.failedFuture(e);
                }
            });
            happened("mixed while it was stopped");
        }
    }

    private void addWhileStopped() throws IOException {
        int set = random.nextInt(sets);
        StoppedRunData.add(run, List.of(newShards(set)), named(set));
        happened("added while it was stopped");
    }

    private void addTwice() throws Exception {
        Path shard = shards.get(random.nextInt(shards.size()));
        Path copy =
                dir.resolve("copies").resolve("copy-of-" + shard.getParent().getFileName() + "-" + shard.getFileName());
        Files.createDirectories(copy.getParent());
        Files.write(copy, Files.readAllBytes(shard));
        assertThatThrownBy(() -> AddedShards.open(
                        own.spec(), data.record(), List.of(copy), Integer.toString(random.nextInt(sets))))
                .hasMessageContaining("copies/" + copy.getFileName() + " has the same content");
        happened("refused what it had");
    }

    private void whileStopped() throws Exception {
        if (sets > 1 && FolderRecipe.steps(run) > 0) {
            List<Double> other = new ArrayList<>(weights);
            other.set(0, other.get(0) * 7);
            assertThatThrownBy(() -> opened(other).close())
                    .hasMessageContainingAll("another recipe", "`steel data mix`");
            happened("refused a recipe with another mixture");
        }
        Path shard = shards.get(random.nextInt(shards.size()));
        byte[] whole = Files.readAllBytes(shard);
        byte[] altered = whole.clone();
        altered[altered.length - 1] ^= 1;
        Files.write(shard, altered);
        assertThatThrownBy(() -> opened(weights).close())
                .hasMessageContaining(shard.getParent().getFileName() + "/" + shard.getFileName() + " was changed");
        Files.write(shard, whole);
        happened("refused an altered shard");
    }

    // ---- what came of it

    /** Reads the step ledger: every block of a set is trained once before any of it is trained twice. */
    void check() throws Exception {
        Map<Long, List<DataChange>> changes = new HashMap<>();
        List<List<Double>> mixed = new ArrayList<>();
        for (DataChange change : RunDataFile.read(run).changes()) {
            assertThat(change.place()).as("everything that was changed came in").isNotNull();
            changes.computeIfAbsent(change.place().step(), step -> new ArrayList<>())
                    .add(change);
            if (change instanceof MixtureChange mixture) {
                mixed.add(mixture.weights());
            }
        }
        assertThat(mixed).as("weights that were asked for").isEqualTo(mixtures);
        List<Pass> passes = new ArrayList<>();
        for (int set = 0; set < sets; set++) {
            passes.add(new Pass());
        }
        for (int block = 0; block < setOfBlock.size(); block++) {
            if (!added(block)) {
                passes.get(setOfBlock.get(block)).grow(block);
            }
        }
        Shares shares = new Shares(weights);
        try (StepLedgerReader ledger = StepLedgerReader.open(new DirectoryStore(run), "");
                RunData calm = opened(weights)) {
            assertThat(ledger.lastStep()).isEqualTo(LAST_STEP);
            for (long step = 1; step <= LAST_STEP; step++) {
                for (DataChange change : changes.getOrDefault(step - 1, List.of())) {
                    if (change instanceof Addition addition) {
                        blocksOf(addition).forEach(passes.get(addition.set())::grow);
                    } else {
                        shares = new Shares(((MixtureChange) change).weights());
                    }
                }
                StepRecord record = ledger.read(step);
                assertThat(record.firstSample()).isEqualTo((step - 1) * batch);
                for (int block : trained.get(record.gradient())) {
                    int set = setOfBlock.get(block);
                    passes.get(set).train(block, step);
                    shares.take(set, step);
                }
                assertThat(record.gradient())
                        .as("step %d of a run with the same changes that nothing befell", step)
                        .isEqualTo(decision(calm, step).gradientDigest());
            }
        }
    }

    /** What each set had since the weights were changed, after every sample. */
    private static final class Shares {
        private final List<Double> weights;
        private final long[] counts;
        private final double total;
        private long samples;

        Shares(List<Double> weights) {
            this.weights = weights;
            this.counts = new long[weights.size()];
            this.total = weights.stream().mapToDouble(weight -> weight).sum();
        }

        void take(int taken, long step) {
            counts[taken]++;
            samples++;
            for (int set = 0; set < counts.length; set++) {
                double share = samples * weights.get(set) / total;
                assertThat(Math.abs(counts[set] - share))
                        .as(
                                "share of set %d, %d samples after weights became %s, in step %d",
                                set, samples, weights, step)
                        .isLessThan(weights.get(set) == 0 ? Double.MIN_VALUE : counts.length == 2 ? 1 : counts.length);
            }
        }
    }

    private boolean added(int block) throws IOException {
        for (Addition addition : RunDataFile.read(run).additions()) {
            if (blocksOf(addition).contains(block)) {
                return true;
            }
        }
        return false;
    }

    /** Read from the files themselves. */
    private static List<Integer> blocksOf(Addition addition) throws IOException {
        List<Integer> blocks = new ArrayList<>();
        for (String path : addition.paths()) {
            try (Stream<Path> all = Files.list(Path.of(path))) {
                for (Path file : all.toList()) {
                    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
                    for (int at = ShardHeader.BYTES; at < bytes.limit(); at += BLOCK * Integer.BYTES) {
                        blocks.add(bytes.getInt(at));
                    }
                }
            }
        }
        return blocks;
    }

    /** A set as somebody with a heap of cards would go through it. */
    private static final class Pass {
        private final List<Integer> all = new ArrayList<>();
        private final List<Integer> left = new ArrayList<>();

        void grow(int block) {
            all.add(block);
            left.add(block);
        }

        void train(int block, long step) {
            if (left.isEmpty()) {
                left.addAll(all);
            }
            assertThat(left.remove((Integer) block))
                    .as("block %d, trained in step %d, was still to be trained in this pass", block, step)
                    .isTrue();
        }
    }

    private <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        if (files != null) {
            get(files.close());
        }
    }

    private final class Host implements RunPorts.Host {
        @Override
        public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
            return kit.spawn(behavior, DispatcherSelector.blocking());
        }

        @Override
        public void published(long step) {}

        @Override
        public void waiting(String reason) {}

        @Override
        public void publishFailed(long step, String why) {}
    }
}
