package org.steelworks.data.dedup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.IoUtil;

/** A long array in a file, zero at first. Its pages are the kernel's to keep or write out. One thread at a time writes. */
final class MappedLongs implements Closeable {
    private static final int SEGMENT_BITS = 26;
    private static final long SEGMENT = 1L << SEGMENT_BITS;
    private static final int FILL_BYTES = 1 << 20;

    private final MappedByteBuffer[] segments;
    private final long size;

    /** @param file is overwritten, and goes with {@link #close} or when its folder is removed */
    MappedLongs(Path file, long size) throws IOException {
        this.size = size;
        segments = new MappedByteBuffer[(int) ((size + SEGMENT - 1) >> SEGMENT_BITS)];
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            fill(channel, size * Long.BYTES);
            for (int i = 0; i < segments.length; i++) {
                long first = (long) i << SEGMENT_BITS;
                long longs = Math.min(SEGMENT, size - first);
                segments[i] = channel.map(FileChannel.MapMode.READ_WRITE, first * Long.BYTES, longs * Long.BYTES);
                segments[i].order(ByteOrder.nativeOrder());
            }
        }
    }

    /** A hole would be filled while mapped, and a full disk then ends the process instead of the write. */
    private static void fill(FileChannel channel, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(FILL_BYTES);
        for (long written = 0; written < bytes; ) {
            zeros.clear().limit((int) Math.min(FILL_BYTES, bytes - written));
            written += channel.write(zeros);
        }
    }

    long size() {
        return size;
    }

    long get(long index) {
        return segments[(int) (index >> SEGMENT_BITS)].getLong((int) (index & SEGMENT - 1) * Long.BYTES);
    }

    void put(long index, long value) {
        segments[(int) (index >> SEGMENT_BITS)].putLong((int) (index & SEGMENT - 1) * Long.BYTES, value);
    }

    @Override
    public void close() {
        for (MappedByteBuffer segment : segments) {
            IoUtil.unmap(segment);
        }
    }
}
