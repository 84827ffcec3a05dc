package org.steelworks.gpu.optim;

import java.nio.ByteBuffer;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.kernel.Kernel;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceTensor;

/** Makes the weights that bf16-mixed computes with of the master weights, in host memory. Device thread only. */
public final class WeightNarrowing {
    private final KernelLibrary library;
    private final Kernel narrowInto;

    public WeightNarrowing(KernelLibrary library) {
        this.library = library;
        this.narrowInto = library.kernel("copy_into");
    }

    /**
     * destination = range, rounded to nearest, ties to even. Both direct and little-endian, from position to limit.
     *
     * @param destination bf16
     * @param range fp32
     */
    public void narrow(ByteBuffer destination, ByteBuffer range) {
        int elements = range.remaining() / Float.BYTES;
        try (DeviceTensor to = library.view(destination, DType.BF16, elements);
                DeviceTensor from = library.memory().view(range, elements)) {
            narrowInto.run(to, from);
        }
    }
}
