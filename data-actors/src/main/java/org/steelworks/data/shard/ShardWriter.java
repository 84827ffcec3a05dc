package org.steelworks.data.shard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.steelworks.data.pack.Packer;
import org.steelworks.data.pack.ShardHeader;
import org.steelworks.data.pack.TokenType;

/** Writes the shards of one packing process, each synced to disk when sealed. Memory: one buffer. Not thread-safe. */
final class ShardWriter implements Packer.Shards, AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 20;

    /**
     * How shards look.
     *
     * @param elements tokens of a full shard
     * @param fit whether a first shard that is not full is cut to whole blocks
     */
    record Format(TokenType type, int blockLength, long elements, boolean fit, int padId) {}

    private final Path folder;
    private final String prefix;
    private final Format format;
    private final List<ShardIndex.Shard> sealed = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private MessageDigest digest;
    private FileChannel channel;

    ShardWriter(Path folder, String prefix, Format format) {
        this.folder = folder;
        this.prefix = prefix;
        this.format = format;
    }

    /** The shards sealed so far, in order. */
    List<ShardIndex.Shard> sealed() {
        return List.copyOf(sealed);
    }

    @Override
    public void tokens(int[] ids, int from, int to) {
        try {
            openIfNeeded();
            for (int i = from; i < to; i++) {
                put(ids[i]);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void seal(long used) {
        try {
            openIfNeeded();
            boolean cut = format.fit() && sealed.isEmpty() && used < format.elements();
            long whole = (used + format.blockLength() - 1) / format.blockLength() * format.blockLength();
            long elements = cut ? whole : format.elements();
            for (long i = used; i < elements; i++) {
                put(format.padId());
            }
            drain();
            String sha256 = FileDigest.hex(digest);
            ShardHeader header = new ShardHeader(format.type(), elements);
            if (cut) {
                channel.write(header.encode(), 0);
            }
            channel.force(true);
            channel.close();
            channel = null;
            String name = name(sealed.size());
            sealed.add(new ShardIndex.Shard(
                    name,
                    cut ? FileDigest.sha256(folder.resolve(name)) : sha256,
                    header,
                    elements / format.blockLength(),
                    used));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void openIfNeeded() throws IOException {
        if (channel == null) {
            digest = FileDigest.sha256();
            channel = FileChannel.open(
                    folder.resolve(name(sealed.size())), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            buffer.put(new ShardHeader(format.type(), format.elements()).encode());
        }
    }

    private void put(int id) throws IOException {
        if (buffer.remaining() < Long.BYTES) {
            drain();
        }
        format.type().put(buffer, id);
    }

    private void drain() throws IOException {
        buffer.flip();
        digest.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    private String name(int number) {
        return String.format(Locale.ROOT, "%s_%010d.bin", prefix, number);
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException(new IOException(
                folder.resolve(name(sealed.size())) + ": cannot be written (" + e.getMessage()
                        + "); make room or choose another folder, then pack again",
                e));
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
