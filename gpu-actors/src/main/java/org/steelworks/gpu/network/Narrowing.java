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
    private final Kernel leaf;
    private final Kernel copy;

    Narrowing(KernelLibrary library, TrainSpec.Precision precision) {
        this.mixed = precision == TrainSpec.Precision.BF16_MIXED;
        this.leaf = library.kernel(mixed ? "narrow_leaf" : "leaf");
        this.copy = library.kernel("narrow");
    }

    /** What a product with a graph reads; owned by {@code scope}. */
    DeviceTensor leaf(DeviceTensor weights, TensorScope scope) {
        return scope.own(leaf.call(weights));
    }

    /** What a product without a graph reads; a copy is owned by {@code scope}. */
    DeviceTensor plain(DeviceTensor weights, TensorScope scope) {
        return mixed ? scope.own(copy.call(weights)) : weights;
    }
}
