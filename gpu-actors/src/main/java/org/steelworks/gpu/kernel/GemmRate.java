package org.steelworks.gpu.kernel;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.LongSupplier;
import org.steelworks.gpu.tensor.Placement;

/**
 * What a device can do at most, measured: the best of many products of two square fp32 matrices. On the processor they fit its
 * caches and are short and many, so that on a busy machine some of them run undisturbed; on CUDA they are large enough to
 * occupy all of it. It takes some 30 ms, at most 0.2 s after the first product, and no later result depends on it.
 */
public final class GemmRate {
    private static final int SIZE = 256;
    private static final int CUDA_SIZE = 4_096;
    private static final int TRIES = 64;
    private static final long LONGEST_NS = 200_000_000L;

    private GemmRate() {}

    /**
     * FLOP/s with the thread count of this process. Device thread only.
     *
     * @param nanoTime monotonic time, nanoseconds
     */
    public static double measure(Placement placement, LongSupplier nanoTime) {
        boolean cuda = placement == Placement.CUDA;
        int size = cuda ? CUDA_SIZE : SIZE;
        Device device = cuda ? Device.gpu(0) : Device.cpu();
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(device)) {
            NDArray a = manager.ones(new Shape(size, size));
            NDArray b = manager.ones(new Shape(size, size));
            multiply(a, b, cuda);
            long best = Long.MAX_VALUE;
            long beganNs = nanoTime.getAsLong();
            long nowNs = beganNs;
            for (int i = 0; i < TRIES && nowNs - beganNs < LONGEST_NS; i++) {
                long fromNs = nowNs;
                multiply(a, b, cuda);
                nowNs = nanoTime.getAsLong();
                best = Math.min(best, Math.max(1, nowNs - fromNs));
            }
            return 2.0 * size * size * size / best * 1e9;
        }
    }

    /** Waits for the product: a call on CUDA only queues it. */
    private static void multiply(NDArray a, NDArray b, boolean queued) {
        try (NDArray product = a.matMul(b)) {
            if (queued) {
                product.getFloat(0, 0);
            }
        }
    }
}
