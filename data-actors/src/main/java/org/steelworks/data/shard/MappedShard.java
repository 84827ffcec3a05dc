package org.steelworks.data.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.agrona.IoUtil;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.pack.ShardHeader;

/**
 * A shard file mapped into memory, of any size, read block by block. Reads are safe for any thread; {@link #close} only
 * once no reader is left, because reading unmapped memory ends the process.
 */
public final class MappedShard implements AutoCloseable {
    private static final long WINDOW_BYTES = 1L << 30;

    private final Path file;
    private final ShardHeader header;
    private final int blockLength;
    private final long blocks;
    private final long windowBlocks;
    private final MappedByteBuffer[] windows;
    private final Stamp stamp;
    private volatile boolean closed;

    /** What a file system shows of a file's state. */
    private record Stamp(long bytes, long modifiedNs, Object key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    now.size(),
                    now.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                    String.valueOf(now.fileKey()));
        }
    }

    private MappedShard(Path file, FileChannel channel, int blockLength, long windowBytes) throws IOException {
        this.file = file;
        this.stamp = Stamp.of(file);
        this.header = readHeader(file, channel);
        this.blockLength = blockLength;
        this.blocks = header.blocks(blockLength, file.toString());
        long blockBytes = (long) blockLength * header.type().bytes();
        this.windowBlocks = Math.max(1, windowBytes / blockBytes);
        this.windows = new MappedByteBuffer[Math.toIntExact((blocks + windowBlocks - 1) / windowBlocks)];
        for (int w = 0; w < windows.length; w++) {
            long first = w * windowBlocks;
            long count = Math.min(windowBlocks, blocks - first);
            windows[w] = channel.map(
                    FileChannel.MapMode.READ_ONLY, ShardHeader.BYTES + first * blockBytes, count * blockBytes);
            windows[w].order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /**
     * Opens a shard.
     *
     * @param blockLength tokens of a block
     * @throws InvalidShard when the file is no shard, was cut off, or is no whole number of blocks
     */
    public static MappedShard open(Path file, int blockLength) throws IOException {
        return open(file, blockLength, WINDOW_BYTES);
    }

    static MappedShard open(Path file, int blockLength, long windowBytes) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidShard(file + ": there is no such file; put the shard back, or pack the text again");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new MappedShard(file, channel, blockLength, windowBytes);
        }
    }

    /** Reads the header of a file alone. */
    static ShardHeader header(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidShard(file + ": there is no such file; put the shard back, or pack the text again");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return readHeader(file, channel);
        }
    }

    private static ShardHeader readHeader(Path file, FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ShardHeader.BYTES);
        long at = 0;
        while (bytes.hasRemaining()) {
            int read = channel.read(bytes, at);
            if (read < 0) {
                break;
            }
            at += read;
        }
        return ShardHeader.decode(bytes.flip(), channel.size(), file.toString());
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Its header. */
    public ShardHeader header() {
        return header;
    }

    /** Blocks of the file, those of padding included. */
    public long blocks() {
        return blocks;
    }

    /** Tokens of a block. */
    public int blockLength() {
        return blockLength;
    }

    /**
     * Copies a block's token ids to {@code into[offset …]}.
     *
     * @param block 0 to {@link #blocks} - 1
     */
    public void read(long block, int[] into, int offset) {
        if (block < 0 || block >= blocks) {
            throw new IllegalArgumentException(file + ": block " + block + " is not one of its " + blocks);
        }
        if (closed) {
            throw new IllegalStateException(file + ": is closed");
        }
        int at = (int) (block % windowBlocks) * blockLength * header.type().bytes();
        header.type().get(windows[(int) (block / windowBlocks)], at, into, offset, blockLength);
    }

    /** The number of blocks up to the last one that holds anything but {@code padId}. */
    public long blocksBeforePadding(int padId) {
        int[] ids = new int[blockLength];
        long count = blocks;
        while (count > 0) {
            read(count - 1, ids, 0);
            if (Arrays.stream(ids).anyMatch(id -> id != padId)) {
                return count;
            }
            count--;
        }
        return 0;
    }

    /**
     * Compares the file with what it was when it was opened: length, time of change and identity.
     *
     * @throws InvalidShard when it was changed, replaced or removed
     */
    public void checkUnchanged() throws IOException {
        Stamp now;
        try {
            now = Stamp.of(file);
        } catch (IOException e) {
            throw new InvalidShard(
                    file + ": was there when it was opened and is gone now; put the shard back and resume", e);
        }
        if (!now.equals(stamp)) {
            throw new InvalidShard(file + ": was changed while it was in use (" + stamp + " before, " + now
                    + " now); put the original back and resume: a run's data must not change");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            for (MappedByteBuffer window : windows) {
                IoUtil.unmap(window);
            }
        }
    }
}
