package org.steelworks.data.ngram;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Little-endian bytes, as many as a file has: a mapped file, read only, or memory of our own. Reading is safe for any
 * thread once all writing is done.
 */
final class LargeBytes {
    /** One buffer holds less than 2 GiB, so longer ones lie in several. */
    private static final int SEGMENT_BITS = 30;

    private final ByteBuffer[] segments;
    private final int bits;
    private final long size;

    private LargeBytes(ByteBuffer[] segments, int bits, long size) {
        this.segments = segments;
        this.bits = bits;
        this.size = size;
    }

    /** The file's content, which must not change from now on. */
    static LargeBytes map(Path file) throws IOException {
        return map(file, SEGMENT_BITS);
    }

    /** @param bits logarithm of a segment's size, at least 3 */
    static LargeBytes map(Path file, int bits) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer[] segments = new ByteBuffer[count(size, bits)];
            for (int i = 0; i < segments.length; i++) {
                long start = (long) i << bits;
                segments[i] = channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(1L << bits, size - start))
                        .order(ByteOrder.LITTLE_ENDIAN);
            }
            return new LargeBytes(segments, bits, size);
        }
    }

    /** Zeros on the heap. */
    static LargeBytes allocate(long size) {
        return allocate(size, SEGMENT_BITS);
    }

    /** @param bits logarithm of a segment's size, at least 3 */
    static LargeBytes allocate(long size, int bits) {
        ByteBuffer[] segments = new ByteBuffer[count(size, bits)];
        for (int i = 0; i < segments.length; i++) {
            long start = (long) i << bits;
            segments[i] = ByteBuffer.allocate((int) Math.min(1L << bits, size - start))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        return new LargeBytes(segments, bits, size);
    }

    private static int count(long size, int bits) {
        return Math.toIntExact(size + (1L << bits) - 1 >>> bits);
    }

    long size() {
        return size;
    }

    byte getByte(long at) {
        return segments[(int) (at >>> bits)].get((int) (at & (1L << bits) - 1));
    }

    /** @param at a multiple of 4 */
    int getInt(long at) {
        return segments[(int) (at >>> bits)].getInt((int) (at & (1L << bits) - 1));
    }

    /** @param at a multiple of 4 */
    float getFloat(long at) {
        return Float.intBitsToFloat(getInt(at));
    }

    /** Eight bytes from any place. */
    long getLong(long at) {
        ByteBuffer segment = segments[(int) (at >>> bits)];
        int place = (int) (at & (1L << bits) - 1);
        return place <= segment.limit() - Long.BYTES ? segment.getLong(place) : acrossSegments(at);
    }

    private long acrossSegments(long at) {
        long value = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            value = value << 8 | getByte(at + i) & 0xFF;
        }
        return value;
    }

    /** @param at a multiple of 4 */
    void putInt(long at, int value) {
        segments[(int) (at >>> bits)].putInt((int) (at & (1L << bits) - 1), value);
    }

    /** @param at a multiple of 4 */
    void putFloat(long at, float value) {
        putInt(at, Float.floatToRawIntBits(value));
    }

    /** @param at a multiple of 4 */
    void putLong(long at, long value) {
        putInt(at, (int) value);
        putInt(at + Integer.BYTES, (int) (value >>> 32));
    }
}
