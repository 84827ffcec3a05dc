package org.steelworks.gpu.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
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
 * The memory of one device, with views of the host's, and the only maker of {@link DeviceTensor}s that do not come out of a
 * kernel. It counts the tensors that are open, so that a leak shows. Used by the device thread only.
 */
public final class DeviceMemory implements AutoCloseable {
    private final Placement placement;
    private final PtNDManager manager;
    private long open;

    private DeviceMemory(Placement placement, PtNDManager manager) {
        this.placement = placement;
        this.manager = manager;
    }

    /**
     * Loads libtorch where it is not loaded yet.
     *
     * @throws DeviceMissingException when this libtorch or this machine has no such device
     */
    public static DeviceMemory of(Placement placement) {
        Engine engine = Engine.getEngine("PyTorch");
        if (placement != Placement.CUDA) {
            return new DeviceMemory(placement, (PtNDManager) engine.newBaseManager(Device.cpu()));
        }
        if (!engine.hasCapability(StandardCapabilities.CUDA)) {
            throw new DeviceMissingException("device cuda: libtorch " + engine.getVersion()
                    + " of this process is built for the processor alone; give it one for CUDA (steel doctor says how),"
                    + " or compute on cpu");
        }
        if (engine.getGpuCount() == 0) {
            throw new DeviceMissingException(
                    "device cuda: this process sees no NVIDIA device (CUDA_VISIBLE_DEVICES is \""
                            + System.getenv().getOrDefault("CUDA_VISIBLE_DEVICES", "")
                            + "\"); nvidia-smi should list one, or compute on cpu");
        }
        return new DeviceMemory(placement, (PtNDManager) engine.newBaseManager(Device.gpu(0)));
    }

    /** Where the tensors of this memory lie. */
    public Placement placement() {
        return placement;
    }

    /**
     * The buffer's own memory as an fp32 tensor of the host: what kernels write there is in the buffer. The tensor keeps the
     * buffer reachable.
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

    /** A vector of integers in the host's memory, as kernels read their settings. */
    public DeviceTensor integers(long... values) {
        ByteBuffer buffer = AlignedBuffers.allocate(DType.I64, values.length);
        buffer.asLongBuffer().put(values);
        return view(buffer, DType.I64, values.length);
    }

    /** A vector of fp64 numbers in the host's memory. */
    public DeviceTensor doubles(double... values) {
        ByteBuffer buffer = AlignedBuffers.allocate(DType.F64, values.length);
        buffer.asDoubleBuffer().put(values);
        return view(buffer, DType.F64, values.length);
    }

    /** A vector of fp32 numbers in the host's memory. */
    public DeviceTensor floats(float... values) {
        ByteBuffer buffer = AlignedBuffers.allocate(DType.F32, values.length);
        buffer.asFloatBuffer().put(values);
        return view(buffer, DType.F32, values.length);
    }

    /** A zeroed fp32 tensor on the device, in memory of its own. */
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
