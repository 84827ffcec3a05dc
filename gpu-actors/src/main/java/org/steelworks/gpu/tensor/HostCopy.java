package org.steelworks.gpu.tensor;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
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
        PtNDArray array = tensor.array();
        if (array.getDevice().equals(Device.cpu())) {
            return array.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
        }
        try (PtNDArray copy = array.toDevice(Device.cpu(), true)) {
            ByteBuffer bytes = copy.toByteBuffer(true);
            return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip().order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
