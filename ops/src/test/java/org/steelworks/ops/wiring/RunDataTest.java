package org.steelworks.ops.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.recipe.Overrides;
import org.steelworks.core.recipe.RecipeReader;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.InvalidMixture;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.pack.ShardHeader;
import org.steelworks.data.pack.TokenType;
import org.steelworks.data.shard.ShardIndex;
import org.steelworks.ops.run.RunDataFile;

/** The data of recipes with several shard sets. */
class RunDataTest {
    private static final int VOCABULARY = 512;
    private static final int BLOCK = 5;
    private static final ModelSpec MODEL = new ModelSpec(
            VOCABULARY,
            64,
            64,
            4,
            2,
            4,
            4,
            128,
            0.02,
            1e-6,
            10_000,
            false,
            FeedForwardKind.RAW,
            MlpKind.RAW,
            1,
            1,
            -1,
            -1);

    @TempDir
    private Path dir;

    @BeforeEach
    void writeModelAndShards() throws IOException {
        Files.writeString(dir.resolve("tiny.json"), "{}");
        shards("a", 6, 0);
        shards("b", 3, 100);
    }

    @Test
    void shouldTakeSamplesInProportionToTheWeights() throws IOException {
        for (String order : List.of("permuted", "sequential")) {
            try (RunData data = open("{path: a, weight: 1}, {path: b, weight: 2}", order)) {
                int[] ids = new int[BLOCK];
                int fromB = 0;
                for (int sample = 0; sample < 18; sample++) {
                    data.blocks().read(sample, ids, 0);
                    fromB += ids[0] >= 100 ? 1 : 0;
                }
                assertThat(fromB).as(order).isEqualTo(12);
                assertThat(data.ledger().blocks()).isEqualTo(9);
            }
        }
        try (RunData data = open("{path: a, weight: 1}, {path: b, weight: 2}", "original")) {
            // Python 3: r = random.Random(11); [r.choices([0, 1], [1 / 3, 2 / 3])[0] for _ in range(12)]
            assertThat(IntStream.range(0, 12).map(n -> data.blocks().address(n).set()))
                    .containsExactly(1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0);
        }
    }

    @Test
    void shouldCoverSetsAndWeightsByTheRecipesDigest() throws IOException {
        String digest = digest("{path: a, weight: 1}, {path: b, weight: 2}");
        assertThat(digest("{path: a, weight: 1}, {path: b, weight: 3}")).isNotEqualTo(digest);
        assertThat(digest("{path: b, weight: 2}, {path: a, weight: 1}")).isNotEqualTo(digest);
        assertThat(digest("{path: a}")).isNotEqualTo(digest);
        Files.move(dir.resolve("b"), dir.resolve("moved"));
        assertThat(digest("{path: a, weight: 1}, {path: moved, weight: 2}")).isEqualTo(digest);
    }

    @Test
    void shouldRefuseTheSameShardInTwoSets() throws IOException {
        shards("copy", 6, 0);
        assertRefused(
                "{path: a}, {path: copy}",
                dir.resolve("copy/s_0000000000.bin") + " has the same content as " + dir.resolve("a/s_0000000000.bin"));
    }

    @Test
    void shouldRefuseSetsThatWerePackedDifferently() throws IOException {
        index("a", "tokenizer-1", VOCABULARY, BLOCK);
        index("b", "tokenizer-2", VOCABULARY, BLOCK);
        assertRefused("{path: a}, {path: b}", differ("b", "(digest tokenizer-2)", "a", "(digest tokenizer-1)"));
        index("b", "tokenizer-1", VOCABULARY - 1, BLOCK);
        assertRefused(
                "{path: a}, {path: b}",
                differ("b", "511 ids (digest tokenizer-1)", "a", "512 ids (digest tokenizer-1)"));
        index("b", "tokenizer-1", VOCABULARY, BLOCK + 1);
        assertRefused(
                "{path: a}, {path: b}",
                dir.resolve("b") + "/index.json: these shards are packed in blocks of 6 tokens");
        index("b", "tokenizer-1", VOCABULARY + 1, BLOCK);
        assertRefused("{path: a}, {path: b}", dir.resolve("b") + " were packed with a tokenizer of 513 ids");
        index("b", "tokenizer-1", VOCABULARY, BLOCK);
        try (RunData data = open("{path: a}, {path: b}", "permuted")) {
            assertThat(data.ledger().sets()).hasSize(2);
        }
    }

    @Test
    void shouldTrainWhatWasAddedOnceItHasItsPlace() throws IOException {
        shards("c", 4, 200);
        RunSpec spec = recipe("{path: a}", "sequential");
        String digest;
        try (RunData data = open("{path: a}", "sequential")) {
            digest = data.recipeDigest();
        }
        assertThat(add(spec, null, "c").blocks()).isEqualTo(4);
        try (RunData data = RunData.open(spec, dir.resolve("run"))) {
            assertThat(data.recipeDigest()).as("that of the first shards").isEqualTo(digest);
            assertThat(data.ledger().blocks()).as("it waits").isEqualTo(6);
        }
        place(0);
        try (RunData data = RunData.open(spec, dir.resolve("run"))) {
            assertThat(data.recipeDigest()).isEqualTo(digest);
            assertThat(data.ledger().blocks()).isEqualTo(10);
            int[] ids = new int[BLOCK];
            data.blocks().read(7, ids, 0);
            assertThat(ids[0]).as("the second of the added blocks").isEqualTo(205);
        }
    }

    @Test
    void shouldAddToTheSetThatIsNamed() throws IOException {
        shards("c", 4, 200);
        shards("d", 5, 300);
        RunSpec spec = recipe("{path: a, weight: 1}, {path: b, weight: 2}", "permuted");
        assertThat(add(spec, "1", "c").set()).isEqualTo(1);
        assertThat(add(spec, dir.resolve("a").toString(), "d").set()).isZero();
        place(0);
        try (RunData data = RunData.open(spec, dir.resolve("run"))) {
            assertThat(data.ledger().sets())
                    .extracting(org.steelworks.core.ledger.SetLedger::blocks)
                    .containsExactly(11L, 7L);
        }
        shards("e", 5, 400);
        assertThatThrownBy(() -> add(spec, null, "e"))
                .hasMessageContainingAll("several shard sets", "0: " + dir.resolve("a"), "1: " + dir.resolve("b"));
        assertThatThrownBy(() -> add(spec, "2", "e")).hasMessageContaining("no shard set '2'");
        RunSpec original = recipe("{path: a, weight: 1}, {path: b, weight: 2}", "original");
        assertThatThrownBy(() -> add(original, "1", "e")).hasMessageContaining("data.order is original");
    }

    @Test
    void shouldTakeSamplesInTheNewProportionOnceItHasItsPlace() throws IOException {
        RunSpec spec = recipe("{path: a, weight: 1}, {path: b, weight: 2}", "sequential");
        String digest;
        try (RunData data = RunData.open(spec, dir.resolve("run"))) {
            digest = data.recipeDigest();
            Files.createDirectories(dir.resolve("run"));
            data.record()
                    .mixStopped(AskedWeights.of(spec, Map.of(dir.resolve("a").toString(), 0.0, "1", 7.0)));
        }
        try (RunData data = RunData.open(spec, dir.resolve("run"))) {
            assertThat(sets(data, 0, 12)).as("it waits").containsExactly(0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1);
        }
        place(1);
        try (RunData data = RunData.open(spec, dir.resolve("run"))) {
            assertThat(data.recipeDigest()).as("that of the recipe").isEqualTo(digest);
            assertThat(sets(data, 0, 12)).containsExactly(0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1);
            int[] ids = new int[BLOCK];
            data.blocks().read(8, ids, 0);
            assertThat(ids[0])
                    .as("set b goes on where it stood: it had five of its three")
                    .isEqualTo(110);
        }
        Files.move(dir.resolve("a"), dir.resolve("moved"));
        assertThatThrownBy(() -> RunData.open(spec, dir.resolve("run")))
                .as("a set that rests is still a set of the run")
                .hasMessageContaining(dir.resolve("a").toString());
    }

    private static int[] sets(RunData data, int from, int to) {
        return IntStream.range(from, to)
                .map(sample -> data.blocks().address(sample).set())
                .toArray();
    }

    @Test
    void shouldRefuseWeightsThatItsRecipeCannotHave() throws IOException {
        RunSpec two = recipe("{path: a, weight: 1}, {path: b, weight: 2}", "permuted");
        assertThat(AskedWeights.of(two, Map.of("0", 3.0))).isEqualTo(Map.of(0, 3.0));
        refused(two, Map.of("2", 1.0), "no shard set '2'", "0: " + dir.resolve("a"), "1: " + dir.resolve("b"));
        refused(two, Map.of("\0", 1.0), "no shard set");
        refused(two, Map.of("0", 1.0, dir.resolve("a").toString(), 2.0), "set 0", "two weights");
        refused(two, Map.of(), "no weight was given");
        refused(recipe("{path: a}", "permuted"), Map.of("0", 2.0), "one shard set", "steel data add");
        RunSpec original = recipe("{path: a, weight: 1}, {path: b, weight: 2}", "original");
        refused(original, Map.of("0", 2.0), "data.order is original", "permuted");
    }

    private static void refused(RunSpec spec, Map<String, Double> weights, String... why) {
        assertThatThrownBy(() -> AskedWeights.of(spec, weights))
                .isInstanceOf(InvalidMixture.class)
                .hasMessageContainingAll(why);
    }

    @Test
    void shouldRefuseShardsThatCannotJoinByName() throws IOException {
        RunSpec spec = recipe("{path: a}", "permuted");
        index("a", "tokenizer-1", VOCABULARY, BLOCK);
        shards("copy", 6, 0);
        assertThatThrownBy(() -> add(spec, null, "copy"))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining("copy/s_0000000000.bin has the same content");
        shards("c", 4, 200);
        index("c", "tokenizer-2", VOCABULARY, BLOCK);
        assertThatThrownBy(() -> add(spec, null, "c"))
                .hasMessageContainingAll(differ("c", "tokenizer-2", "a", "tokenizer-1"));
        assertThatThrownBy(() -> add(spec, null, "c/s_0000000000.bin"))
                .as("the index beside a file counts too")
                .hasMessageContaining("tokenizer-2");
        index("c", "tokenizer-1", VOCABULARY, BLOCK + 1);
        assertThatThrownBy(() -> add(spec, null, "c")).hasMessageContaining("blocks of 6 tokens");
        assertThatThrownBy(() -> add(spec, null, "nowhere")).hasMessageContaining("nowhere");
        index("c", "tokenizer-1", VOCABULARY, BLOCK);
        add(spec, null, "c");
        assertThatThrownBy(() -> add(spec, null, "c")).hasMessageContaining("c/s_0000000000.bin has the same content");
    }

    @Test
    void shouldNotTakeShardsOutOfAFolderThatTheRunBeganWith() throws IOException {
        RunSpec spec = recipe("{path: a}", "permuted");
        try (RunData data = RunData.open(spec, dir.resolve("run"))) {
            Files.createDirectories(dir.resolve("run"));
            data.record().addToStopped(shardsAdded(spec, "b"));
        }
        shards("a/late", 4, 200);
        assertThatThrownBy(() -> add(spec, null, "a/late"))
                .hasMessageContaining("a/late/s_0000000000.bin lies in " + dir.resolve("a"));
        // what lies there and was not added is not trained
        open("{path: a}", "permuted").close();
    }

    @Test
    void shouldNameAShardThatWasChangedOrIsGone() throws IOException {
        shards("c", 4, 200);
        RunSpec spec = recipe("{path: a}", "permuted");
        add(spec, null, "c");
        shards("a", 6, 7);
        assertThatThrownBy(() -> open("{path: a}", "permuted"))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining("a/s_0000000000.bin was changed");
        Files.move(dir.resolve("a/s_0000000000.bin"), dir.resolve("a/other.bin"));
        assertThatThrownBy(() -> open("{path: a}", "permuted"))
                .hasMessageContaining("a/s_0000000000.bin is missing")
                .hasMessageContaining("data.json");
        shards("a", 6, 0);
        Files.delete(dir.resolve("a/other.bin"));
        shards("c", 4, 201);
        assertThatThrownBy(() -> open("{path: a}", "permuted")).hasMessageContaining("c/s_0000000000.bin was changed");
        Files.delete(dir.resolve("c/s_0000000000.bin"));
        Files.delete(dir.resolve("c"));
        assertThatThrownBy(() -> open("{path: a}", "permuted"))
                .hasMessageContaining(dir.resolve("c").toString());
    }

    private Addition add(RunSpec spec, String set, String path) throws IOException {
        Files.createDirectories(dir.resolve("run"));
        try (RunData data = RunData.open(spec, dir.resolve("run"));
                AddedShards added = AddedShards.open(spec, data.record(), List.of(dir.resolve(path)), set)) {
            data.record().addToStopped(added.addition());
            return added.addition();
        }
    }

    private Addition shardsAdded(RunSpec spec, String path) throws IOException {
        try (RunData data = RunData.open(spec, dir.resolve("run"));
                AddedShards added = AddedShards.open(spec, data.record(), List.of(dir.resolve(path)), null)) {
            return added.addition();
        }
    }

    /** As a run does when its next generation forms. */
    private void place(long step) throws IOException {
        Path file = dir.resolve("run").resolve(RunDataFile.FILE);
        String text = Files.readString(file);
        Files.writeString(
                file, text.replace("\"after_step\" : null", "\"after_step\" : " + step + ", \"generation\" : 1"));
    }

    private String[] differ(String... parts) {
        return new String[] {
            dir.resolve(parts[0]).toString(), parts[1], dir.resolve(parts[2]).toString(), parts[3]
        };
    }

    private void assertRefused(String sets, String... said) {
        assertThatThrownBy(() -> open(sets, "permuted").close())
                .isInstanceOf(InvalidShard.class)
                .hasMessageContainingAll(said);
    }

    private RunData open(String sets, String order) throws IOException {
        return RunData.open(recipe(sets, order), dir.resolve("run"));
    }

    private String digest(String sets) throws IOException {
        try (RunData data = open(sets, "permuted")) {
            return data.recipeDigest();
        }
    }

    private RunSpec recipe(String sets, String order) {
        String text =
                """
                kind: pretrain
                model: {config: tiny.json}
                data: {train: [%s], sequence_length: %d, order: %s}
                train: {steps: 20, global_batch: 8, micro_batch: 4, seed: 11}
                """
                        .formatted(sets, BLOCK - 1, order);
        return new RecipeReader(path -> MODEL)
                .read(text, "recipe.yaml", dir, Overrides.none())
                .spec();
    }

    /** One shard without an index, with the tokens {@code first}, first + 1, … */
    private void shards(String set, int blocks, int first) throws IOException {
        int tokens = blocks * BLOCK;
        ByteBuffer bytes =
                ByteBuffer.allocate(ShardHeader.BYTES + tokens * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new ShardHeader(TokenType.INT32, tokens).encode());
        for (int i = 0; i < tokens; i++) {
            bytes.putInt(first + i);
        }
        Files.createDirectories(dir.resolve(set));
        Files.write(dir.resolve(set).resolve("s_0000000000.bin"), bytes.array());
    }

    private void index(String set, String tokenizer, int vocabulary, int block) throws IOException {
        Path file = dir.resolve(set).resolve("s_0000000000.bin");
        long tokens = (Files.size(file) - ShardHeader.BYTES) / Integer.BYTES;
        ShardIndex.Shard shard = new ShardIndex.Shard(
                file.getFileName().toString(),
                sha256(file),
                new ShardHeader(TokenType.INT32, tokens),
                tokens / block,
                tokens);
        ShardIndex index = new ShardIndex(block, tokenizer, vocabulary, 0, 1, 1, List.of(shard));
        Files.writeString(dir.resolve(set).resolve(ShardIndex.FILE), index.toJson());
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no SHA-256", e);
        }
    }
}
