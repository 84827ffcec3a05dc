package org.steelworks.gpu.tensor;

import org.steelworks.core.spec.TrainSpec;

/** Where the tensors of a device lie. */
public enum Placement {
    /** The processor: tensors share memory with Java's buffers. */
    HOST("cpu"),
    /** The processor, with memory of its own: what is copied to and from a device is copied here too. For tests. */
    HOST_APART("cpu"),
    /** The first NVIDIA device that this process may see. */
    CUDA("cuda");

    private final String device;

    Placement(String device) {
        this.device = device;
    }

    /** Where a recipe wants its tensors. */
    public static Placement of(TrainSpec.Device device) {
        return switch (device) {
            case CPU -> HOST;
            case CUDA -> CUDA;
        };
    }

    /** Kind of the device: {@code cpu} or {@code cuda}. */
    public String device() {
        return device;
    }

    /** Whether kernels compute in the memory of Java's buffers, so that nothing has to be copied. */
    public boolean shared() {
        return this == HOST;
    }
}
