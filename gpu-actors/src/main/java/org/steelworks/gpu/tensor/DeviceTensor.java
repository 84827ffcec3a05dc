package org.steelworks.gpu.tensor;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * One tensor on the device. Whoever holds it closes it, once or more often; closing the last handle of an autograd graph
 * frees the graph. Device thread only.
 */
public final class DeviceTensor implements AutoCloseable {
    private final DeviceMemory memory;
    private final PtNDArray array;
    private boolean closed;

    DeviceTensor(DeviceMemory memory, PtNDArray array) {
        this.memory = memory;
        this.array = array;
    }

    /** Extents, slowest first. */
    public long[] shape() {
        return array.getShape().getShape();
    }

    /** DJL's handle, for the kernel package. */
    public PtNDArray array() {
        if (closed) {
            throw new IllegalStateException("this tensor is closed: it was used after its owner gave it back");
        }
        return array;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            array.close();
            memory.closed();
        }
    }
}
