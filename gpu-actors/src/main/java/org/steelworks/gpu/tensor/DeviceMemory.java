package org.steelworks.gpu.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;

/**
 * The memory of one device and the only maker of {@link DeviceTensor}s that do not come out of a kernel. It counts the
 * tensors that are open, so that a leak shows. Used by the device thread only.
 */
public final class DeviceMemory implements AutoCloseable {
    private final PtNDManager manager;
    private long open;

    private DeviceMemory(PtNDManager manager) {
        this.manager = manager;
    }

    /** Memory of the processor; loads libtorch where it is not loaded yet. */
    public static DeviceMemory cpu() {
        return new DeviceMemory((PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Device.cpu()));
    }

    /**
     * The buffer's own memory as an fp32 tensor: what kernels write there is in the buffer. The tensor keeps the buffer
     * reachable.
     *
     * @param buffer direct, little-endian; all of it from position to limit
     */
    public DeviceTensor view(ByteBuffer buffer, long... shape) {
        return view(buffer, DType.F32, shape);
    }

    /** As {@link #view(ByteBuffer, long...)}, of the given type; for bf16 see {@link #words}. */
    public DeviceTensor view(ByteBuffer buffer, DType dtype, long... shape) {
        return view(buffer, dtype.bytes(), dataType(dtype), new Shape(shape));
    }

    /** The buffer's own memory as elements of 16 bits, which a kernel has to take for bf16: DJL aborts on that type. */
    public DeviceTensor words(ByteBuffer buffer, long... shape) {
        return view(buffer, Short.BYTES, DataType.FLOAT16, new Shape(shape));
    }

    private DeviceTensor view(ByteBuffer buffer, int bytes, DataType dtype, Shape extents) {
        if (!buffer.isDirect() || buffer.order() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalArgumentException("a tensor view needs a direct little-endian buffer, not " + buffer);
        }
        if (extents.size() * bytes != buffer.remaining()) {
            throw new IllegalArgumentException("a " + dtype + " tensor of shape " + extents + " needs "
                    + extents.size() * bytes + " bytes, the buffer has " + buffer.remaining());
        }
        ByteBuffer exact = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
        return adopt(JniUtils.createNdFromByteBuffer(manager, exact, extents, dtype, SparseFormat.DENSE, Device.cpu()));
    }

    /** A vector of integers. */
    public DeviceTensor integers(long... values) {
        ByteBuffer buffer = AlignedBuffers.allocate(DType.I64, values.length);
        buffer.asLongBuffer().put(values);
        return view(buffer, DType.I64, values.length);
    }

    /** A vector of fp64 numbers. */
    public DeviceTensor doubles(double... values) {
        ByteBuffer buffer = AlignedBuffers.allocate(DType.F64, values.length);
        buffer.asDoubleBuffer().put(values);
        return view(buffer, DType.F64, values.length);
    }

    /** A vector of fp32 numbers. */
    public DeviceTensor floats(float... values) {
        ByteBuffer buffer = AlignedBuffers.allocate(DType.F32, values.length);
        buffer.asFloatBuffer().put(values);
        return view(buffer, DType.F32, values.length);
    }

    /** A zeroed fp32 tensor in memory of its own. */
    public DeviceTensor zeros(long... shape) {
        return adopt((PtNDArray) manager.zeros(new Shape(shape), DataType.FLOAT32));
    }

    /** Takes over an array that a kernel made. */
    public DeviceTensor adopt(PtNDArray array) {
        open++;
        return new DeviceTensor(this, array);
    }

    /** Tensors made and not closed. */
    public long openTensors() {
        return open;
    }

    /** DJL's owner of native memory, for the kernel package. */
    public PtNDManager manager() {
        return manager;
    }

    void closed() {
        open--;
    }

    /** Frees every tensor still open. */
    @Override
    public void close() {
        manager.close();
    }

    private static DataType dataType(DType dtype) {
        return switch (dtype) {
            case F32 -> DataType.FLOAT32;
            case F64 -> DataType.FLOAT64;
            case I64 -> DataType.INT64;
            case I32 -> DataType.INT32;
            case BF16 ->
                throw new IllegalArgumentException("bf16 does not cross this border: a kernel makes it of words");
        };
    }
}
