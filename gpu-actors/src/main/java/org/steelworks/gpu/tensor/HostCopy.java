package org.steelworks.gpu.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies of contiguous tensors in Java arrays. Device thread only. */
public final class HostCopy {
    private HostCopy() {}

    /** All elements of an fp32 tensor, row-major. */
    public static float[] floats(DeviceTensor tensor) {
        ByteBuffer bytes = bytes(tensor);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /** The one element of an fp64 tensor. */
    public static double scalar(DeviceTensor tensor) {
        return bytes(tensor).getDouble(0);
    }

    private static ByteBuffer bytes(DeviceTensor tensor) {
        return tensor.array().toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
    }
}
