package org.steelworks.data.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.ledger.BlockAddress;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.ShardEntry;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.data.feed.SampleRange;
import org.steelworks.data.order.SampleOrder;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.pack.TokenType;
import org.steelworks.data.tokens.TinyTokenizer;
import org.steelworks.data.tokens.Tokenizer;

class ShardSetTest {
    private static final int PAD = 9;
    private static final ShardSet.Expectation BLOCKS_OF_4 =
            new ShardSet.Expectation(4, PAD, ShardSet.Arrangement.AS_PACKED);

    @TempDir
    private Path folder;

    @Test
    void shouldReadShardsWithoutAnIndex() throws IOException {
        ShardFiles.counting(folder.resolve("d/b.bin"), TokenType.INT32, 100, 8);
        ShardFiles.counting(folder.resolve("d/a.bin"), TokenType.UINT16, 200, 12);
        ShardFiles.of(
                folder.resolve("d/sub/c.bin"), TokenType.INT32, 1, PAD, 2, 3, 4, PAD, PAD, PAD, PAD, PAD, PAD, PAD);
        try (ShardSet set = ShardSet.open(List.of(folder.resolve("d")), BLOCKS_OF_4)) {
            assertThat(set.members())
                    .extracting(ShardSet.Member::name)
                    .containsExactly("d/a.bin", "d/b.bin", "sub/c.bin");
            assertThat(set.members()).extracting(m -> m.entry().blocks()).containsExactly(3L, 2L, 2L);
        }
        ShardSet.Expectation original = new ShardSet.Expectation(4, PAD, ShardSet.Arrangement.AS_ORIGINAL);
        try (ShardSet set = ShardSet.open(List.of(folder.resolve("d")), original)) {
            assertThat(set.members()).extracting(m -> m.entry().blocks()).containsExactlyInAnyOrder(3L, 2L, 3L);
            List<String> identities = new ArrayList<>();
            for (ShardSet.Member member : set.members()) {
                identities.add(FileDigest.originalIdentity(member.mapped().file()));
            }
            assertThat(identities).isSorted();
        }
    }

    @Test
    void shouldCountTheSameSamplesWithAndWithoutIndex() throws IOException {
        Path packed = pack("packed", "hello wonderful world", 4, 50);
        List<ShardEntry> indexed;
        try (ShardSet set = ShardSet.open(List.of(packed), BLOCKS_OF_4)) {
            indexed = entries(set);
            assertThat(indexed).hasSize(1);
            assertThat(indexed.get(0).blocks())
                    .as("samples, of 50 blocks: 18 tokens and the end")
                    .isEqualTo(5);
        }
        Files.delete(packed.resolve("index.json"));
        ShardSet.Expectation tiny = new ShardSet.Expectation(4, TinyTokenizer.PAD, ShardSet.Arrangement.AS_PACKED);
        try (ShardSet set = ShardSet.open(List.of(packed), tiny)) {
            assertThat(entries(set)).isEqualTo(indexed);
        }
    }

    @Test
    void shouldPassOverAShardOfPaddingAndSaySo() throws IOException {
        ShardFiles.counting(folder.resolve("d/a.bin"), TokenType.INT32, 100, 8);
        ShardFiles.of(folder.resolve("d/b.bin"), TokenType.INT32, PAD, PAD, PAD, PAD);
        try (ShardSet set = ShardSet.open(List.of(folder.resolve("d")), BLOCKS_OF_4)) {
            assertThat(set.members()).extracting(ShardSet.Member::name).containsExactly("d/a.bin");
            assertThat(set.notes())
                    .singleElement()
                    .asString()
                    .contains("d/b.bin")
                    .contains("nothing but padding");
        }
    }

    @Test
    void shouldNameAChangedShard() throws IOException {
        Path packed = pack("packed", "hello wonderful world", 4, 3);
        Path second = packed.resolve("shard_0000000001.bin");
        byte[] bytes = Files.readAllBytes(second);
        bytes[30] ^= 1;
        Files.write(second, bytes);
        assertThatThrownBy(() -> ShardSet.open(List.of(packed), BLOCKS_OF_4))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining("shard_0000000001.bin")
                .hasMessageContaining("changed after packing");
        Files.delete(second);
        assertThatThrownBy(() -> ShardSet.open(List.of(packed), BLOCKS_OF_4))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining("shard_0000000001.bin")
                .hasMessageContaining("no such file");
    }

    @Test
    void shouldRefuseAnotherBlockLength() throws IOException {
        Path packed = pack("packed", "hello wonderful world", 4, 3);
        assertThatThrownBy(() -> ShardSet.open(
                        List.of(packed), new ShardSet.Expectation(2, PAD, ShardSet.Arrangement.AS_PACKED)))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining("index.json")
                .hasMessageContaining("blocks of 4 tokens, the recipe needs 2")
                .hasMessageContaining("set data.sequence_length to 3")
                .hasMessageContaining("--block 2");
    }

    @Test
    void shouldSayWhatIsWrongWithAFolder() throws IOException {
        assertThatThrownBy(() -> ShardSet.open(List.of(folder.resolve("absent")), BLOCKS_OF_4))
                .hasMessageContaining("no such file");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThatThrownBy(() -> ShardSet.open(List.of(empty), BLOCKS_OF_4)).hasMessageContaining("steel pack");
        Files.writeString(empty.resolve("index.json"), "{\"format\":\"steel-shards\",\"version\":1}");
        assertThatThrownBy(() -> ShardSet.open(List.of(empty), BLOCKS_OF_4))
                .hasMessageContaining("'block_length' is missing");
        Files.writeString(empty.resolve("index.json"), "{\"format\":\n\"steel");
        assertThatThrownBy(() -> ShardSet.open(List.of(empty), BLOCKS_OF_4)).hasMessageContaining("index.json, line 2");
    }

    @Test
    void shouldFillBuffersWithTheTokensOfSamples() throws IOException {
        ShardFiles.counting(folder.resolve("d/a.bin"), TokenType.INT32, 0, 12);
        ShardFiles.counting(folder.resolve("d/b.bin"), TokenType.UINT16, 100, 8);
        try (ShardMixture files = mixture("d")) {
            DataLedger ledger = files.begin().ledger();
            BlockSource source = new BlockSource(files, ledger, SampleOrder.sequential(ledger), 200);
            assertThat(source.address(4)).isEqualTo(new BlockAddress(0, 0, 1, 1));
            int[] ids = new int[6];
            source.read(4, ids, 1);
            assertThat(ids).containsExactly(0, 104, 105, 106, 107, 0);
            ByteBuffer bytes = ByteBuffer.allocateDirect(2 * 16 + 3);
            bytes.position(1);
            source.read(new SampleRange(2, 2), bytes);
            assertThat(bytes.position()).isEqualTo(33);
            bytes.order(ByteOrder.LITTLE_ENDIAN);
            assertThat(List.of(bytes.getInt(1), bytes.getInt(13), bytes.getInt(17), bytes.getInt(29)))
                    .containsExactly(8, 11, 100, 103);
            assertThatThrownBy(() ->
                            new BlockSource(files, ledger, SampleOrder.sequential(ledger), 104).read(4, new int[4], 0))
                    .isInstanceOf(InvalidShard.class)
                    .hasMessageContaining("d/b.bin, block 1, token 0: id 104");
            Files.setLastModifiedTime(
                    folder.resolve("d/b.bin"), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
            assertThatThrownBy(() -> source.read(4, new int[4], 0)).hasMessageContaining("was changed");
        }
    }

    @Test
    void shouldRefuseALedgerWhoseShardIsGone() throws IOException {
        ShardFiles.counting(folder.resolve("d/a.bin"), TokenType.INT32, 0, 12);
        ShardFiles.counting(folder.resolve("d/b.bin"), TokenType.INT32, 100, 8);
        DataLedger ledger;
        try (ShardMixture files = mixture("d")) {
            ledger = files.begin().ledger();
        }
        Files.move(folder.resolve("d/b.bin"), folder.resolve("d/renamed.bin"));
        try (ShardMixture files = mixture("d")) {
            assertThat(new BlockSource(files, ledger, SampleOrder.sequential(ledger), 200).blockLength())
                    .isEqualTo(4);
        }
        Files.delete(folder.resolve("d/renamed.bin"));
        try (ShardMixture files = mixture("d")) {
            assertThatThrownBy(() -> new BlockSource(files, ledger, SampleOrder.sequential(ledger), 200))
                    .isInstanceOf(InvalidShard.class)
                    .hasMessageContaining("is in none of the files of data.train");
        }
    }

    @Test
    void shouldInspectAShard() throws IOException {
        Path packed = pack("packed", "hello", 4, 3);
        Path file = packed.resolve("shard_0000000000.bin");
        assertThat(ShardInspect.blockLengthBeside(file)).isEqualTo(4);
        try (Tokenizer tokenizer = Tokenizer.open(ShardInspect.tokenizerBeside(file))) {
            ShardInspect.Report report = ShardInspect.inspect(file, 4, tokenizer, 0, 2);
            assertThat(report.blocks()).isEqualTo(3);
            assertThat(report.header().type()).isEqualTo(TokenType.UINT16);
            assertThat(report.shown()).hasSize(2);
            assertThat(report.shown().get(0).text()).isEqualTo("hello<|im_end|><|endoftext|>");
            assertThat(report.sha256()).isEqualTo(FileDigest.sha256(file));
        }
    }

    private ShardMixture mixture(String folderOfShards) throws IOException {
        return ShardMixture.open(
                "data.train",
                List.of(new DataSpec.ShardSource(folder.resolve(folderOfShards).toString(), 1)),
                BLOCKS_OF_4);
    }

    private static List<ShardEntry> entries(ShardSet set) {
        return set.members().stream().map(ShardSet.Member::entry).toList();
    }

    private Path pack(String name, String text, int block, int blocksPerShard) throws IOException {
        Path in = Files.writeString(folder.resolve(name + ".jsonl"), "{\"text\":\"" + text + "\"}\n");
        Path tokenizer = TinyTokenizer.write(folder.resolve("tok"));
        Path out = folder.resolve(name);
        PackRun.run(
                new PackSpec(
                        List.of(in), tokenizer, out, block, blocksPerShard, new PackRules.Corrected(FieldRule.TEXT), 1),
                p -> {});
        return out;
    }
}
