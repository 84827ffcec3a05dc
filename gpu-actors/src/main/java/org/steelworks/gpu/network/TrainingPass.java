package org.steelworks.gpu.network;

import java.util.ArrayDeque;
import java.util.Deque;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.TensorScope;

/** Forward and backward of one micro-batch; owns every tensor it makes, but not the views it is given. */
final class TrainingPass implements AutoCloseable {
    /** What the backward pass needs of a layer: its input alone, or a trace that is kept. */
    private record Kept(DeviceTensor input, DecoderLayer.Trace trace) {}

    private final Network network;
    private final TensorScope scope = new TensorScope();
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final int recomputeLayers;
    private final GradientTarget target;
    private final Cancellation cancellation;
    private final DeviceVectors weights;

    TrainingPass(
            Network network,
            DeviceVectors weights,
            GradientTarget target,
            int recomputeLayers,
            Cancellation cancellation) {
        this.network = network;
        this.recomputeLayers = recomputeLayers;
        this.target = target;
        this.cancellation = cancellation;
        this.weights = weights;
    }

    MicroBatchLoss run(MicroBatch batch, CausalLmLoss loss, SectionListener listener) {
        long targets = batch.checkedTargets(network.spec.vocabSize(), loss.ignoreIndex());
        DecoderLayer.Rotary turn = network.rotary(0, batch.length(), scope);
        DeviceTensor ids = network.ids(batch, scope);
        DeviceTensor h = forward(ids, turn, listener);
        begin(network.spec.layers() + 1, listener);
        Head.Pass pass = new Head.Pass(weights, h, network.targets(batch, scope), loss, cancellation);
        double rowFactor = loss.rowFactor(targets, target.factor());
        Head.Result result = network.head.forwardBackward(pass, rowFactor, target.sums(), target.adding());
        DeviceTensor gradient = scope.own(result.gradient());
        h.close();
        listener.onGradient(network.spec.layers() + 1);
        gradient = backward(gradient, turn, listener);
        cancellation.check("gradient of the embedding");
        boolean headWrote = network.spec.tied();
        network.embedBackward(ids, gradient, target.sums(), target.adding() || headWrote);
        listener.onGradient(0);
        return new MicroBatchLoss(loss.value(result.lossSum(), targets), result.lossSum(), targets);
    }

    private DeviceTensor forward(DeviceTensor ids, DecoderLayer.Rotary turn, SectionListener listener) {
        begin(0, listener);
        DeviceTensor h = network.embed(ids, weights, scope);
        for (int section = 1; section <= network.spec.layers(); section++) {
            cancellation.check("layer " + (section - 1));
            begin(section, listener);
            if (section <= recomputeLayers) {
                kept.push(new Kept(h, null));
                h = scope.own(network.layer.infer(weights, section, h, turn));
            } else {
                DecoderLayer.Trace trace = network.layer.trace(weights, section, h, turn);
                kept.push(new Kept(null, trace));
                h = scope.own(trace.out());
            }
        }
        return h;
    }

    /** A section's weights are read from here on. */
    private void begin(int section, SectionListener listener) {
        listener.beforeForward(section);
        weights.load(section);
    }

    private DeviceTensor backward(DeviceTensor head, DecoderLayer.Rotary turn, SectionListener listener) {
        DeviceTensor gradient = head;
        for (int section = network.spec.layers(); section >= 1; section--) {
            cancellation.check("gradient of layer " + (section - 1));
            Kept layer = kept.pop();
            DecoderLayer.Trace trace =
                    layer.trace != null ? layer.trace : network.layer.trace(weights, section, layer.input, turn);
            try (trace) {
                if (layer.trace == null) {
                    trace.out().close();
                }
                DeviceTensor next = scope.own(network.layer.backward(
                        trace, gradient, weights, target.sums(), section, turn, target.adding()));
                gradient.close();
                gradient = next;
            }
            listener.onGradient(section);
        }
        return gradient;
    }

    @Override
    public void close() {
        for (Kept layer : kept) {
            if (layer.trace != null) {
                layer.trace.close();
            }
        }
        scope.close();
    }
}
