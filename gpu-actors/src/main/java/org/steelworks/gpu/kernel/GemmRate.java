package org.steelworks.gpu.kernel;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.LongSupplier;

/**
 * What a device can do at most, measured: the best of many short products of two square fp32 matrices that fit its
 * caches. Short and many, so that on a busy machine some of them run undisturbed. It takes some 30 ms, at most 0.2 s, and
 * no later result depends on it.
 */
public final class GemmRate {
    private static final int SIZE = 256;
    private static final int TRIES = 64;
    private static final long LONGEST_NS = 200_000_000L;

    private GemmRate() {}

    /**
     * FLOP/s with the thread count of this process. Device thread only.
     *
     * @param nanoTime monotonic time, nanoseconds
     */
    public static double measure(LongSupplier nanoTime) {
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
            NDArray a = manager.ones(new Shape(SIZE, SIZE));
            NDArray b = manager.ones(new Shape(SIZE, SIZE));
            a.matMul(b).close();
            long best = Long.MAX_VALUE;
            long beganNs = nanoTime.getAsLong();
            long nowNs = beganNs;
            for (int i = 0; i < TRIES && nowNs - beganNs < LONGEST_NS; i++) {
                long fromNs = nowNs;
                a.matMul(b).close();
                nowNs = nanoTime.getAsLong();
                best = Math.min(best, Math.max(1, nowNs - fromNs));
            }
            return 2.0 * SIZE * SIZE * SIZE / best * 1e9;
        }
    }
}
