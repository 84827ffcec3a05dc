package org.steelworks.eval.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.store.SafetensorsReader;
import org.steelworks.data.pack.ShardHeader;
import org.steelworks.data.pack.TokenType;
import org.steelworks.data.shard.ShardIndex;
import org.steelworks.eval.fixture.TinyModel;

/**
 * The batch whose loss PyTorch computed, as a folder of shards: two blocks of 49 tokens, of which id 500 pads.
 *
 * @param loss mean over all targets that do not pad
 */
record TinyShards(double loss) {
    private static final int LENGTH = 48;
    private static final int PAD = 500;

    /** A model folder without a tokenizer. */
    static Path model(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.copy(TinyModel.golden("raw_raw/config.json"), folder.resolve("config.json"));
        Files.copy(TinyModel.golden("raw_raw/model.safetensors"), folder.resolve("model.safetensors"));
        return folder;
    }

    static TinyShards write(Path folder) throws IOException {
        Files.createDirectories(folder);
        ByteBuffer ids = tensor("input_ids");
        ByteBuffer targets = tensor("targets");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ShardHeader header = new ShardHeader(TokenType.UINT16, 2L * (LENGTH + 1));
        file.write(header.encode().array());
        for (int row = 0; row < 2; row++) {
            for (int i = 0; i <= LENGTH; i++) {
                long token = i < LENGTH
                        ? ids.getLong((row * LENGTH + i) * Long.BYTES)
                        : targets.getLong((row * LENGTH + LENGTH - 1) * Long.BYTES);
                if (i > 0 && token != targets.getLong((row * LENGTH + i - 1) * Long.BYTES)) {
                    throw new IllegalStateException("targets are not the ids shifted by one at " + row + ", " + i);
                }
                file.write((int) token & 0xFF);
                file.write((int) token >> 8);
            }
        }
        Files.write(folder.resolve("shard_0000000000.bin"), file.toByteArray());
        ShardIndex.Shard shard =
                new ShardIndex.Shard("shard_0000000000.bin", sha256(file.toByteArray()), header, 2, header.elements());
        ShardIndex index = new ShardIndex(LENGTH + 1, "none", 512, PAD, 502, 2, List.of(shard));
        Files.writeString(folder.resolve(ShardIndex.FILE), index.toJson());
        return new TinyShards(tensor("loss").getFloat(0));
    }

    private static ByteBuffer tensor(String name) throws IOException {
        Path file = TinyModel.golden("raw_raw/io.safetensors");
        try (SafetensorsReader reader = SafetensorsReader.open(
                new DirectoryStore(file.getParent()), file.getFileName().toString())) {
            var entry = reader.header().find(name);
            ByteBuffer bytes = ByteBuffer.allocate((int) entry.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            reader.read(entry, 0, bytes);
            return bytes.flip();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
