package org.steelworks.data.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.pack.ShardHeader;
import org.steelworks.data.pack.TokenType;

class MappedShardTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadEveryBlockThroughWindowsOfAnySize() throws IOException {
        for (TokenType type : new TokenType[] {TokenType.INT32, TokenType.UINT16, TokenType.INT64}) {
            Path file = ShardFiles.counting(folder.resolve(type + ".bin"), type, 1000, 7 * 5);
            for (long window = 1; window < 400; window += 13) {
                try (MappedShard shard = MappedShard.open(file, 5, window)) {
                    assertThat(shard.blocks()).isEqualTo(7);
                    for (int b = 0; b < 7; b++) {
                        int[] ids = new int[7];
                        shard.read(b, ids, 1);
                        assertThat(ids)
                                .containsExactly(
                                        0, 1000 + 5 * b, 1001 + 5 * b, 1002 + 5 * b, 1003 + 5 * b, 1004 + 5 * b, 0);
                    }
                }
            }
        }
    }

    @Test
    void shouldReadBeyondTwoGiB() throws IOException {
        int block = 2049;
        long blocks = 300_000;
        ShardHeader header = new ShardHeader(TokenType.INT32, blocks * block);
        Path file = folder.resolve("large.bin");
        long[] probes = {0, 131_000, 131_071, 262_143, blocks - 1};
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(header.encode().array());
            sparse.setLength(header.fileBytes());
            for (long probe : probes) {
                ByteBuffer token =
                        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) probe + 1);
                sparse.seek(ShardHeader.BYTES + (probe * block + 5) * 4);
                sparse.write(token.array());
            }
        }
        assertThat(header.fileBytes()).isGreaterThan(Integer.MAX_VALUE);
        try (MappedShard shard = MappedShard.open(file, block)) {
            int[] ids = new int[block];
            for (long probe : probes) {
                shard.read(probe, ids, 0);
                assertThat(ids[5]).isEqualTo((int) probe + 1);
                assertThat(ids[4]).isZero();
            }
            assertThat(shard.blocksBeforePadding(0)).isEqualTo(blocks);
        }
    }

    @Test
    void shouldKeepItsBounds() throws IOException {
        Path file = ShardFiles.counting(folder.resolve("a.bin"), TokenType.INT32, 0, 20);
        MappedShard shard = MappedShard.open(file, 5);
        assertThatThrownBy(() -> shard.read(4, new int[5], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a.bin")
                .hasMessageContaining("block 4 is not one of its 4");
        assertThatThrownBy(() -> shard.read(-1, new int[5], 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> shard.read(0, new int[5], 1)).isInstanceOf(IndexOutOfBoundsException.class);
        shard.close();
        shard.close();
        assertThatThrownBy(() -> shard.read(0, new int[5], 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseDamagedFiles() throws IOException {
        Path file = ShardFiles.counting(folder.resolve("a.bin"), TokenType.INT32, 0, 20);
        assertThatThrownBy(() -> MappedShard.open(file, 6))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining("--block 6");
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            int length = random.nextInt(bytes.length);
            Path cut = Files.write(folder.resolve("cut.bin"), java.util.Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> MappedShard.open(cut, 5))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(InvalidShard.class)
                    .hasMessageContaining("cut off");
        }
        Path text = Files.writeString(folder.resolve("text.bin"), "{\"text\": \"not a shard at all\"}\n");
        assertThatThrownBy(() -> MappedShard.open(text, 5)).hasMessageContaining("does not begin with LITPKDS");
        assertThatThrownBy(() -> MappedShard.open(folder.resolve("absent.bin"), 5))
                .hasMessageContaining("no such file");
    }

    @Test
    void shouldNoticeChangeAndRemoval() throws IOException {
        Path file = ShardFiles.counting(folder.resolve("a.bin"), TokenType.INT32, 0, 20);
        try (MappedShard shard = MappedShard.open(file, 5)) {
            shard.checkUnchanged();
            Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1_000_000));
            assertThatThrownBy(shard::checkUnchanged)
                    .isInstanceOf(InvalidShard.class)
                    .hasMessageContaining("was changed");
        }
        try (MappedShard shard = MappedShard.open(file, 5)) {
            Files.move(
                    ShardFiles.counting(folder.resolve("b.bin"), TokenType.INT32, 0, 20),
                    file,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(shard::checkUnchanged).hasMessageContaining("was changed");
            Files.delete(file);
            assertThatThrownBy(shard::checkUnchanged)
                    .isInstanceOf(InvalidShard.class)
                    .hasMessageContaining("is gone");
        }
    }
}
