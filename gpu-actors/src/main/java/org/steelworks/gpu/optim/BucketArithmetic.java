package org.steelworks.gpu.optim;

import java.nio.ByteBuffer;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.kernel.Kernel;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceMemory;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.HostCopy;

/** Sums over fp32 ranges of host memory, from position to limit: direct, little-endian. Device thread only. */
public final class BucketArithmetic {
    /** Elements of which squares are added at once. */
    public static final int PART = 65_536;

    /** No range at all. */
    public static final ByteBuffer NOTHING = AlignedBuffers.allocate(0);

    private final KernelLibrary library;
    private final DeviceMemory memory;
    private final Kernel addInto;
    private final Kernel narrowInto;
    private final Kernel meanInto;

    public BucketArithmetic(KernelLibrary library) {
        this.library = library;
        this.memory = library.memory();
        this.addInto = library.kernel("add_into");
        this.narrowInto = library.kernel("copy_into");
        this.meanInto = library.kernel("mean_into");
    }

    /** destination += source, element by element in fp32. */
    public void addInto(ByteBuffer destination, ByteBuffer source) {
        try (DeviceTensor to = view(destination);
                DeviceTensor from = view(source)) {
            addInto.run(to, from);
        }
    }

    /**
     * destination = range / divisor, element by element in fp32; both may be the same memory.
     *
     * @return sum of the destination's squares, taken and added in fp64; not finite exactly where an element is not
     */
    public double meanInto(ByteBuffer destination, ByteBuffer range, int divisor) {
        return meanInto(destination, range, NOTHING, divisor, 0);
    }

    /**
     * destination = (range + addend) / divisor: the bits of {@link #addInto} and {@link #meanInto(ByteBuffer, ByteBuffer, int)}.
     * The destination may be one of the ranges; of the others nothing is written.
     *
     * @param addend may be empty: nothing is added then
     * @param squares of what is in front of these ranges. They are added part by part: as long as each range but the last is a
     *     multiple of {@link #PART} long, it makes no difference where a bucket is cut
     * @return {@code squares} and those of the destination
     */
    public double meanInto(ByteBuffer destination, ByteBuffer range, ByteBuffer addend, int divisor, double squares) {
        try (DeviceTensor to = view(destination);
                DeviceTensor x = view(range);
                DeviceTensor more = view(addend);
                DeviceTensor settings = memory.doubles(divisor, squares);
                DeviceTensor sum = meanInto.call(to, x, more, settings)) {
            return HostCopy.scalar(sum);
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

    private DeviceTensor view(ByteBuffer range) {
        return memory.view(range, range.remaining() / Float.BYTES);
    }
}
