package org.steelworks.gpu.network;

import java.util.List;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.gpu.kernel.Kernel;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.TensorScope;

/**
 * Forward and backward of one decoder layer; the same object serves all layers. Attention, norms and the dense
 * feed-forward parts have backward passes of their own; the other mixtures' is autograd's.
 */
final class DecoderLayer {
    /** Rotary tables of the positions at hand. */
    record Rotary(DeviceTensor cos, DeviceTensor sin) {}

    /** What attention keeps for its backward pass. */
    private record Attention(
            DeviceTensor h1,
            DeviceTensor y,
            DeviceTensor r,
            DeviceTensor heads,
            DeviceTensor out,
            DeviceTensor lse,
            DeviceTensor r1) {
        static Attention of(List<DeviceTensor> results) {
            return new Attention(
                    results.get(0),
                    results.get(1),
                    results.get(2),
                    results.get(3),
                    results.get(4),
                    results.get(5),
                    results.get(6));
        }
    }

    /** What a mixture keeps: its autograd graph, and the graph's leaves. */
    private record Graph(DeviceTensor y, DeviceTensor matrices, DeviceTensor plain, DeviceTensor out) {}

    /** What a dense feed-forward part keeps. */
    private record Dense(DeviceTensor both, DeviceTensor gate) {}

    /** A forward pass and what its backward pass needs; owns all of it, the layer's input included. */
    static final class Trace implements AutoCloseable {
        private final TensorScope scope = new TensorScope();
        private final DeviceTensor input;
        private DeviceTensor matmul;
        private Attention attention;
        private Dense dense;
        private Graph graph;
        private DeviceTensor out;

        private Trace(DeviceTensor input) {
            this.input = scope.own(input);
        }

        /** The layer's output; whoever takes it closes it. */
        DeviceTensor out() {
            return out;
        }

        @Override
        public void close() {
            scope.close();
        }
    }

    private final KernelLibrary library;
    private final Narrowing narrowing;
    private final boolean dense;
    private final DeviceTensor dims;
    private final DeviceTensor eps;
    private final Kernel leaf;
    private final Kernel attentionForward;
    private final Kernel attentionBackward;
    private final Kernel denseForward;
    private final Kernel denseBackward;
    private final Kernel mixtureMatrices;
    private final Kernel mixtureForward;
    private final Kernel mixtureBackward;
    private final Kernel cached;

    DecoderLayer(KernelLibrary library, Narrowing narrowing, ModelSpec spec, DeviceTensor dims, DeviceTensor eps) {
        this.library = library;
        this.narrowing = narrowing;
        this.dense = spec.mlp() == MlpKind.RAW
                && (spec.feedForward() == FeedForwardKind.RAW || spec.feedForward() == FeedForwardKind.SOFTMOE_V1);
        this.dims = dims;
        this.eps = eps;
        this.leaf = library.kernel("leaf");
        this.attentionForward = library.kernel("attention_forward");
        this.attentionBackward = library.kernel("attention_backward");
        this.denseForward = library.kernel("dense_forward");
        this.denseBackward = library.kernel("dense_backward");
        this.mixtureMatrices = library.kernel("mixture_matrices");
        this.mixtureForward = library.kernel("mixture_forward");
        this.mixtureBackward = library.kernel("mixture_backward");
        this.cached = library.kernel("layer_cached");
    }

    /** Output without anything kept; the caller owns it. */
    DeviceTensor infer(DeviceVectors weights, int section, DeviceTensor input, Rotary rotary) {
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor matmul = narrowing.plain(weights.matmul(section), scope);
            DeviceTensor plain = weights.fp32(section);
            Attention attention = attention(scope, input, matmul, plain, rotary);
            if (dense) {
                List<DeviceTensor> results = denseForward.callAll(scope, attention.y, attention.h1, matmul, dims);
                return scope.release(results.get(0));
            }
            DeviceTensor matrices = scope.own(mixtureMatrices.call(matmul, dims));
            DeviceTensor mixed = scope.own(mixtureForward.call(attention.y, matrices, plain, dims));
            return library.kernel("added").call(attention.h1, mixed);
        }
    }

    /** Output with what the backward pass needs, which the caller owns; takes over {@code input}. */
    Trace trace(DeviceVectors weights, int section, DeviceTensor input, Rotary rotary) {
        Trace trace = new Trace(input);
        try {
            return fill(trace, weights, section, rotary);
        } catch (RuntimeException e) {
            trace.close();
            throw e;
        }
    }

    private Trace fill(Trace trace, DeviceVectors weights, int section, Rotary rotary) {
        DeviceTensor plain = weights.fp32(section);
        trace.matmul = narrowing.plain(weights.matmul(section), trace.scope);
        trace.attention = attention(trace.scope, trace.input, trace.matmul, plain, rotary);
        DeviceTensor y = trace.attention.y;
        DeviceTensor h1 = trace.attention.h1;
        if (dense) {
            List<DeviceTensor> results = denseForward.callAll(trace.scope, y, h1, trace.matmul, dims);
            y.close();
            trace.dense = new Dense(results.get(1), results.get(2));
            trace.out = trace.scope.release(results.get(0));
            return trace;
        }
        DeviceTensor matrices = trace.scope.own(mixtureMatrices.call(trace.matmul, dims));
        DeviceTensor yLeaf = trace.scope.own(leaf.call(y));
        DeviceTensor matricesLeaf = trace.scope.own(leaf.call(matrices));
        DeviceTensor plainLeaf = trace.scope.own(leaf.call(plain));
        DeviceTensor mixed = trace.scope.own(mixtureForward.call(yLeaf, matricesLeaf, plainLeaf, dims));
        trace.graph = new Graph(yLeaf, matricesLeaf, plainLeaf, mixed);
        try (DeviceTensor cut = leaf.call(mixed)) {
            trace.out = library.kernel("added").call(h1, cut);
        }
        return trace;
    }

    private Attention attention(
            TensorScope scope, DeviceTensor input, DeviceTensor matmul, DeviceTensor plain, Rotary rotary) {
        return Attention.of(attentionForward.callAll(scope, input, matmul, plain, rotary.cos, rotary.sin, dims, eps));
    }

    /** Stores the layer's flat gradients and gives the gradient of its input, which the caller owns. */
    DeviceTensor backward(
            Trace trace,
            DeviceTensor gradient,
            DeviceVectors weights,
            DeviceVectors sums,
            int section,
            Rotary rotary,
            boolean adding) {
        DeviceTensor mode = library.mode(adding);
        DeviceTensor plain = weights.fp32(section);
        DeviceTensor sumMatmul = sums.matmul(section);
        DeviceTensor sumPlain = sums.fp32(section);
        Attention kept = trace.attention;
        try (DeviceTensor dy = feedForwardBackward(trace, gradient, plain, sumMatmul, sumPlain, mode)) {
            return attentionBackward.call(
                    gradient,
                    dy,
                    trace.input,
                    kept.h1,
                    kept.r,
                    kept.heads,
                    kept.out,
                    kept.lse,
                    kept.r1,
                    trace.matmul,
                    plain,
                    rotary.cos,
                    rotary.sin,
                    sumMatmul,
                    sumPlain,
                    mode,
                    dims);
        }
    }

    private DeviceTensor feedForwardBackward(
            Trace trace,
            DeviceTensor gradient,
            DeviceTensor plain,
            DeviceTensor sumMatmul,
            DeviceTensor sumPlain,
            DeviceTensor mode) {
        if (dense) {
            return denseBackward.call(
                    gradient,
                    trace.attention.h1,
                    trace.attention.r1,
                    trace.dense.both,
                    trace.dense.gate,
                    trace.matmul,
                    plain,
                    sumMatmul,
                    mode,
                    dims);
        }
        Graph graph = trace.graph;
        return mixtureBackward.call(
                graph.out, graph.y, graph.matrices, graph.plain, gradient, sumMatmul, sumPlain, mode);
    }

    /** Output at positions {@code past ..}, whose keys and values are written into the caches. */
    DeviceTensor extend(
            DeviceVectors weights, int section, DeviceTensor input, Rotary rotary, AttentionCache cache, int past) {
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
