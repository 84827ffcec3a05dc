package org.steelworks.gpu.network;

import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.kernel.DeviceFacts;
import org.steelworks.gpu.kernel.Kernel;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceMemory;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.FlatVectors;
import org.steelworks.gpu.tensor.TensorScope;

/** The parts that every pass through a model shares. */
final class Network implements AutoCloseable {
    final ParameterTable table;
    final ModelSpec spec;
    final KernelLibrary library;
    final DeviceMemory memory;
    final DecoderLayer layer;
    final Head head;
    private final TensorScope constants = new TensorScope();
    private final DeviceTensor dims;
    private final RotaryTable rotary;
    private final Kernel embeddingForward;
    private final Kernel embeddingBackward;

    Network(KernelLibrary library, ParameterTable table, TrainSpec.Precision precision) {
        this.table = table;
        this.spec = table.spec();
        this.library = library;
        this.memory = library.memory();
        this.dims = constants.own(memory.integers(
                spec.hiddenSize(),
                spec.heads(),
                spec.kvHeads(),
                spec.innerSize(),
                spec.experts(),
                spec.slotsPerExpert(),
                mixture(spec.feedForward()),
                spec.mlp() == MlpKind.SENET ? 1 : 0,
                DeviceFacts.multipliesBfloat16(memory.placement()) ? 0 : 1));
        DeviceTensor eps = constants.own(memory.doubles(spec.rmsNormEps()));
        Narrowing narrowing = new Narrowing(library, precision);
        this.rotary = new RotaryTable(library, spec);
        this.layer = new DecoderLayer(library, narrowing, spec, dims, eps);
        this.head = new Head(
                library, narrowing, spec, dims, eps, constants.own(memory.integers(narrowing.mixed() ? 1 : 0)));
        this.embeddingForward = library.kernel("embedding_forward");
        this.embeddingBackward = library.kernel("embedding_backward");
    }

    /** How the kernels number the mixtures. */
    private static int mixture(FeedForwardKind kind) {
        return switch (kind) {
            case RAW -> 0;
            case SOFTMOE_V1 -> 1;
            case SOFTMOE_V2 -> 2;
            case SOFTMOE_V3 -> 3;
        };
    }

    DeviceVectors bind(FlatVectors vectors) {
        if (!vectors.table().vectors().equals(table.vectors())) {
            throw new IllegalArgumentException("the flat vectors are of another model than the decoder");
        }
        return DeviceVectors.of(library, vectors);
    }

    DeviceTensor ids(MicroBatch batch, TensorScope scope) {
        return scope.own(library.input(batch.ids(), DType.I64, batch.batch(), batch.length()));
    }

    DeviceTensor targets(MicroBatch batch, TensorScope scope) {
        return scope.own(library.input(batch.targets(), DType.I64, batch.batch(), batch.length()));
    }

    DecoderLayer.Rotary rotary(int from, int to, TensorScope scope) {
        return new DecoderLayer.Rotary(scope.own(rotary.cos(from, to)), scope.own(rotary.sin(from, to)));
    }

    DeviceTensor embed(DeviceTensor ids, DeviceVectors weights, TensorScope scope) {
        return scope.own(embeddingForward.call(ids, weights.embedding(), dims));
    }

    void embedBackward(DeviceTensor ids, DeviceTensor gradient, DeviceVectors sums, boolean adding) {
        embeddingBackward.run(ids, gradient, sums.embedding(), dims, library.mode(adding));
    }

    /** Output of the last layer, without a graph. */
    DeviceTensor hidden(MicroBatch batch, DeviceVectors weights, TensorScope scope, Cancellation cancellation) {
        DecoderLayer.Rotary turn = rotary(0, batch.length(), scope);
        DeviceTensor h = embed(ids(batch, scope), weights, scope);
        for (int section = 1; section <= spec.layers(); section++) {
            cancellation.check("layer " + (section - 1));
            DeviceTensor next = scope.own(layer.infer(weights, section, h, turn));
            h.close();
            h = next;
        }
        return h;
    }

    @Override
    public void close() {
        constants.close();
    }
}
