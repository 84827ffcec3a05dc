package org.steelworks.gpu.network;

import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.kernel.Kernel;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.TensorScope;

/**
 * Which copy of a matrix its products read: the fp32 weights themselves, or in bf16-mixed a bf16 copy made for the
 * pass. A gradient of the copy is the gradient of the weights; it is added to sums in fp32. Device thread only.
 */
final class Narrowing {
    private final boolean mixed;
    private final Kernel copy;

    Narrowing(KernelLibrary library, TrainSpec.Precision precision) {
        this.mixed = precision == TrainSpec.Precision.BF16_MIXED;
        this.copy = library.kernel("narrow");
    }

    boolean mixed() {
        return mixed;
    }

    /** What a product reads; a copy is owned by {@code scope}. Weights that are bf16 already are not copied. */
    DeviceTensor plain(DeviceTensor weights, TensorScope scope) {
        return mixed ? scope.own(copy.call(weights)) : weights;
    }
}
