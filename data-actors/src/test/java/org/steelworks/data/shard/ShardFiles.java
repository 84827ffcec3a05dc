package org.steelworks.data.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.steelworks.data.pack.ShardHeader;
import org.steelworks.data.pack.TokenType;

/** Writes shard files by hand. */
public final class ShardFiles {
    private ShardFiles() {}

    /** A shard whose tokens are first, first + 1, … */
    public static Path counting(Path file, TokenType type, int first, int tokens) throws IOException {
        int[] ids = new int[tokens];
        for (int i = 0; i < tokens; i++) {
            ids[i] = first + i;
        }
        return of(file, type, ids);
    }

    public static Path of(Path file, TokenType type, int... ids) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ShardHeader.BYTES + ids.length * type.bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new ShardHeader(type, ids.length).encode());
        for (int id : ids) {
            type.put(bytes, id);
        }
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes.array());
    }
}
