package org.steelworks.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The source of buffers handed to libtorch (or a {@link BufferSource}, which promises the same): direct, little-endian and starting at a 64-byte boundary, because
 * vectorised kernels may give other bits on other alignments and the JDK aligns direct buffers to 8 or 16 bytes only.
 */
public final class AlignedBuffers {
    /** Bytes of the boundary. */
    public static final int ALIGNMENT = 64;

    private AlignedBuffers() {}

    /**
     * A zeroed direct buffer.
     *
     * @param bytes capacity, at most 2 GiB minus the alignment
     */
    public static ByteBuffer allocate(long bytes) {
        if (bytes < 0 || bytes > Integer.MAX_VALUE - ALIGNMENT) {
            throw new IllegalArgumentException("a buffer holds at most " + (Integer.MAX_VALUE - ALIGNMENT) + " bytes, "
                    + bytes + " were asked for: split the vector");
        }
        ByteBuffer raw = ByteBuffer.allocateDirect((int) bytes + ALIGNMENT - 1);
        int beyond = raw.alignmentOffset(0, ALIGNMENT);
        int first = beyond == 0 ? 0 : ALIGNMENT - beyond;
        return raw.slice(first, (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A zeroed direct buffer of {@code count} elements. */
    public static ByteBuffer allocate(DType dtype, long count) {
        return allocate(Math.multiplyExact(count, (long) dtype.bytes()));
    }
}
