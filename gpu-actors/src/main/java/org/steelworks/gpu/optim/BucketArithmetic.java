package org.steelworks.gpu.optim;

import java.nio.ByteBuffer;
import org.steelworks.gpu.kernel.Kernel;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceMemory;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.HostCopy;

/** Sums over fp32 ranges of host memory, from position to limit: direct, little-endian. Device thread only. */
public final class BucketArithmetic {
    private final DeviceMemory memory;
    private final Kernel addInto;
    private final Kernel divide;
    private final Kernel sumOfSquares;

    public BucketArithmetic(KernelLibrary library) {
        this.memory = library.memory();
        this.addInto = library.kernel("add_into");
        this.divide = library.kernel("divide");
        this.sumOfSquares = library.kernel("sum_of_squares");
    }

    /** destination += source, element by element in fp32. */
    public void addInto(ByteBuffer destination, ByteBuffer source) {
        try (DeviceTensor to = view(destination);
                DeviceTensor from = view(source)) {
            addInto.run(to, from);
        }
    }

    /** range /= divisor, element by element in fp32. */
    public void divide(ByteBuffer range, int divisor) {
        try (DeviceTensor x = view(range);
                DeviceTensor by = memory.doubles(divisor)) {
            divide.run(x, by);
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
