package org.steelworks.data.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Little-endian bytes, as many as a file has: a mapped file, read only, or memory of our own. Reading is safe for any
 * thread once all writing is done. A place outside fails with an {@link IndexOutOfBoundsException}.
 */
public final class LargeBytes {
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
    public static LargeBytes map(Path file) throws IOException {
        return map(file, SEGMENT_BITS);
    }

    /** @param bits logarithm of a segment's size, at least 3 */
    public static LargeBytes map(Path file, int bits) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return map(channel, 0, channel.size(), bits);
        }
    }

    /**
     * A part of the file's content; places count from its beginning.
     *
     * @param from any place in the file
     * @param size at most what is left of the file
     */
    public static LargeBytes map(Path file, long from, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return map(channel, from, size, SEGMENT_BITS);
        }
    }

    private static LargeBytes map(FileChannel channel, long from, long size, int bits) throws IOException {
        ByteBuffer[] segments = new ByteBuffer[count(size, bits)];
        for (int i = 0; i < segments.length; i++) {
            long start = (long) i << bits;
            segments[i] = channel.map(FileChannel.MapMode.READ_ONLY, from + start, Math.min(1L << bits, size - start))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        return new LargeBytes(segments, bits, size);
    }

    /** Zeros on the heap. */
    public static LargeBytes allocate(long size) {
        return allocate(size, SEGMENT_BITS);
    }

    /** @param bits logarithm of a segment's size, at least 3 */
    public static LargeBytes allocate(long size, int bits) {
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

    /** How many there are. */
    public long size() {
        return size;
    }

    public byte getByte(long at) {
        return segments[(int) (at >>> bits)].get((int) (at & (1L << bits) - 1));
    }

    /** @param at a multiple of 4 */
    public int getInt(long at) {
        return segments[(int) (at >>> bits)].getInt((int) (at & (1L << bits) - 1));
    }

    /** @param at a multiple of 4 */
    public float getFloat(long at) {
        return Float.intBitsToFloat(getInt(at));
    }

    /** Eight bytes from any place. */
    public long getLong(long at) {
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

    /**
     * Adds floats to those of an array, one to each.
     *
     * @param at place of the first, a multiple of 4
     */
    public void addFloats(long at, float[] sums) {
        ByteBuffer segment = segments[(int) (at >>> bits)];
        int place = (int) (at & (1L << bits) - 1);
        if ((long) sums.length * Float.BYTES <= segment.limit() - place) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += segment.getFloat(place + i * Float.BYTES);
            }
        } else {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += getFloat(at + (long) i * Float.BYTES);
            }
        }
    }

    /** @param at a multiple of 4 */
    public void putInt(long at, int value) {
        segments[(int) (at >>> bits)].putInt((int) (at & (1L << bits) - 1), value);
    }

    /** @param at a multiple of 4 */
    public void putFloat(long at, float value) {
        putInt(at, Float.floatToRawIntBits(value));
    }

    /** @param at a multiple of 4 */
    public void putLong(long at, long value) {
        putInt(at, (int) value);
        putInt(at + Integer.BYTES, (int) (value >>> 32));
    }
}
