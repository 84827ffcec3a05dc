package org.steelworks.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A named tensor in host memory, row-major, little-endian.
 *
 * @param name unique in its file or message
 * @param dtype element type
 * @param shape extents
 * @param data exactly {@code shape.elements() * dtype.bytes()} bytes between position and limit, little-endian; not copied
 */
public record HostTensor(String name, DType dtype, Shape shape, ByteBuffer data) {
    public HostTensor {
        long expected = shape.elements() * dtype.bytes();
        if (data.remaining() != expected) {
            throw new IllegalArgumentException("tensor " + name + " of shape " + shape + " and type " + dtype
                    + " needs " + expected + " bytes, the buffer has " + data.remaining());
        }
        data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A view with its own position, little-endian. */
    public ByteBuffer bytes() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}
