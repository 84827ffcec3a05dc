package org.steelworks.gpu.network;

import org.steelworks.gpu.kernel.Kernel;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.TensorScope;

/** Forward and backward of one decoder layer; the same object serves all layers. */
final class DecoderLayer {
    /** Rotary tables of the positions at hand. */
    record Rotary(DeviceTensor cos, DeviceTensor sin) {}

    /** A forward pass that keeps its autograd graph until {@code out} is closed. */
    record Trace(DeviceTensor input, DeviceTensor matmul, DeviceTensor plain, DeviceTensor out) {
        void close() {
            out.close();
            input.close();
            matmul.close();
            plain.close();
        }
    }

    private final Narrowing narrowing;
    private final DeviceTensor dims;
    private final DeviceTensor eps;
    private final Kernel leaf;
    private final Kernel forward;
    private final Kernel backward;
    private final Kernel cached;

    DecoderLayer(KernelLibrary library, Narrowing narrowing, DeviceTensor dims, DeviceTensor eps) {
        this.narrowing = narrowing;
        this.dims = dims;
        this.eps = eps;
        this.leaf = library.kernel("leaf");
        this.forward = library.kernel("layer_forward");
        this.backward = library.kernel("layer_backward");
        this.cached = library.kernel("layer_cached");
    }

    /** Output without a graph, as long as {@code input} has none. */
    DeviceTensor infer(WeightViews weights, int section, DeviceTensor input, Rotary rotary) {
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor matmul = narrowing.plain(weights.matmul(section), scope);
            return forward.call(input, matmul, weights.fp32(section), rotary.cos, rotary.sin, dims, eps);
        }
    }

    /** Output with its graph; everything the trace holds is owned by {@code scope}. */
    Trace trace(WeightViews weights, int section, DeviceTensor input, Rotary rotary, TensorScope scope) {
        DeviceTensor h = scope.own(leaf.call(input));
        DeviceTensor matmul = narrowing.leaf(weights.matmul(section), scope);
        DeviceTensor plain = scope.own(leaf.call(weights.fp32(section)));
        DeviceTensor out = scope.own(forward.call(h, matmul, plain, rotary.cos, rotary.sin, dims, eps));
        return new Trace(h, matmul, plain, out);
    }

    /** The same memory without the graph behind it. */
    DeviceTensor cut(DeviceTensor tensor) {
        return leaf.call(tensor);
    }

    /** Stores the layer's flat gradients and gives the gradient of its input. */
    DeviceTensor backward(Trace trace, DeviceTensor gradient, WeightViews sums, int section, DeviceTensor mode) {
        return backward.call(
                trace.out,
                trace.input,
                trace.matmul,
                trace.plain,
                gradient,
                sums.matmul(section),
                sums.fp32(section),
                mode);
    }

    /** Output at positions {@code past ..}, whose keys and values are written into the caches. */
    DeviceTensor extend(
            WeightViews weights, int section, DeviceTensor input, Rotary rotary, AttentionCache cache, int past) {
        try (TensorScope scope = new TensorScope();
                DeviceTensor position = cache.position(past)) {
            return cached.call(
                    input,
                    narrowing.plain(weights.matmul(section), scope),
                    weights.fp32(section),
                    rotary.cos,
                    rotary.sin,
                    cache.keys(section - 1),
                    cache.values(section - 1),
                    position,
                    dims,
                    eps);
        }
    }
}
