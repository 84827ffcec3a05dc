package org.steelworks.gpu.optim;

import java.nio.ByteBuffer;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.kernel.Kernel;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceMemory;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.HostCopy;

/** Sums over fp32 ranges of host memory, from position to limit: direct, little-endian. Device thread only. */
public final class BucketArithmetic {
    private final KernelLibrary library;
    private final DeviceMemory memory;
    private final Kernel addInto;
    private final Kernel divideInto;
    private final Kernel narrowInto;
    private final Kernel sumOfSquares;

    public BucketArithmetic(KernelLibrary library) {
        this.library = library;
        this.memory = library.memory();
        this.addInto = library.kernel("add_into");
        this.divideInto = library.kernel("divide_into");
        this.narrowInto = library.kernel("copy_into");
        this.sumOfSquares = library.kernel("sum_of_squares");
    }

    /** destination += source, element by element in fp32. */
    public void addInto(ByteBuffer destination, ByteBuffer source) {
        try (DeviceTensor to = view(destination);
                DeviceTensor from = view(source)) {
            addInto.run(to, from);
        }
    }

    /** destination = range / divisor, element by element in fp32; both may be the same memory. */
    public void divideInto(ByteBuffer destination, ByteBuffer range, int divisor) {
        try (DeviceTensor to = view(destination);
                DeviceTensor x = view(range);
                DeviceTensor by = memory.doubles(divisor)) {
            divideInto.run(to, x, by);
        }
    }

    /** destination = range, rounded to nearest, ties to even: bf16 from fp32. */
    public void narrowInto(ByteBuffer destination, ByteBuffer range) {
        int elements = range.remaining() / Float.BYTES;
        try (DeviceTensor to = library.view(destination, DType.BF16, elements);
                DeviceTensor from = view(range)) {
            narrowInto.run(to, from);
        }
    }

    /** Sum of squares, taken and added in fp64; not finite exactly where an element is not. */
    public double sumOfSquares(ByteBuffer range) {
        try (DeviceTensor x = view(range);
                DeviceTensor sum = sumOfSquares.call(x)) {
            return HostCopy.scalar(sum);
        }
    }

    private DeviceTensor view(ByteBuffer range) {
        return memory.view(range, range.remaining() / Float.BYTES);
    }
}
