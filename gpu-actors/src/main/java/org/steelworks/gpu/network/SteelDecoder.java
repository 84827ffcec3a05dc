package org.steelworks.gpu.network;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.FlatVectors;
import org.steelworks.gpu.tensor.Placement;
import org.steelworks.gpu.tensor.TensorScope;

/**
 * The decoder: embedding, layers, head. Weights and gradients stay in the caller's flat vectors; a layer is a
 * few kernel calls forward and backward. A function of its arguments: equal arguments give equal bits at one thread
 * count. Every method asks its cancel flag between kernel calls and throws {@link ComputeCancelled} when it is set;
 * native memory of a call is free when the call ends, however it ends. Device thread only.
 */
public final class SteelDecoder implements AutoCloseable {
    /** Rows of one chunk of the head for a vocabulary; part of the fingerprint. */
    public static int headChunkRows(int vocabulary) {
        return Head.chunkRows(vocabulary);
    }

    private static final int NOTHING_IGNORED = -1;

    private final Network network;

    /** @param precision of the matrix products; weights, gradients and the residual stream are fp32 in any case */
    public SteelDecoder(KernelLibrary library, ParameterTable table, TrainSpec.Precision precision) {
        this.network = new Network(library, table, precision);
    }

    public ParameterTable table() {
        return network.table;
    }

    /** Weights on the device, as they are now; the caller closes them. */
    public DeviceVectors bind(FlatVectors weights) {
        DeviceVectors bound = network.bind(weights);
        bound.load();
        return bound;
    }

    /**
     * Vectors of the host on the device: weights that are loaded section by section, or a gradient, which needs a device that
     * {@linkplain Placement#shared() shares the host's memory}. The caller closes them.
     */
    public DeviceVectors mirror(FlatVectors host) {
        return network.bind(host);
    }

    /** A gradient that the device alone has; the caller closes it. */
    public DeviceVectors gradientAlone() {
        return DeviceVectors.alone(network.library, network.table);
    }

    /** Where it computes. */
    public Placement placement() {
        return network.memory.placement();
    }

    /** Loss of one micro-batch and its gradient, which overwrites {@code gradient}; for a pass alone. */
    public MicroBatchLoss forwardBackward(
            MicroBatch batch,
            FlatVectors weights,
            CausalLmLoss loss,
            FlatVectors gradient,
            int recomputeLayers,
            SectionListener listener,
            BooleanSupplier cancelled) {
        try (DeviceVectors bound = mirror(weights);
                DeviceVectors sums = placement().shared() ? mirror(gradient) : gradientAlone()) {
            SectionListener storing = new SectionListener() {
                @Override
                public void onGradient(int section) {
                    sums.store(section, gradient);
                    listener.onGradient(section);
                }

                @Override
                public void beforeForward(int section) {
                    listener.beforeForward(section);
                }
            };
            return forwardBackward(
                    batch, bound, loss, new GradientTarget(sums, false, 1), recomputeLayers, storing, cancelled);
        }
    }

    /**
     * Loss of one micro-batch and its gradient.
     *
     * @param weights loaded section by section as far as they are not on the device yet
     * @param recomputeLayers first layers whose activations are computed again in the backward pass instead of kept;
     *     the bits do not depend on it
     * @param listener follows each section
     */
    public MicroBatchLoss forwardBackward(
            MicroBatch batch,
            DeviceVectors weights,
            CausalLmLoss loss,
            GradientTarget target,
            int recomputeLayers,
            SectionListener listener,
            BooleanSupplier cancelled) {
        if (recomputeLayers < 0 || recomputeLayers > network.spec.layers()) {
            throw new IllegalArgumentException("train.recompute_layers " + recomputeLayers + " must be 0 .. "
                    + network.spec.layers() + ", the number of layers");
        }
        Cancellation cancellation = new Cancellation(cancelled);
        try (TrainingPass pass = new TrainingPass(network, weights, target, recomputeLayers, cancellation)) {
            return pass.run(batch, loss, listener);
        }
    }

    /** Cross-entropy of one micro-batch without gradients; z-loss and label smoothing do not count. */
    public MicroBatchLoss loss(MicroBatch batch, DeviceVectors weights, CausalLmLoss loss, BooleanSupplier cancelled) {
        long targets = batch.checkedTargets(network.spec.vocabSize(), loss.ignoreIndex());
        Cancellation cancellation = new Cancellation(cancelled);
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor h = network.hidden(batch, weights, scope, cancellation);
            Head.Pass pass = new Head.Pass(weights, h, network.targets(batch, scope), loss, cancellation);
            double sum = network.head.lossSum(pass);
            return new MicroBatchLoss(loss.value(sum, targets), sum, targets);
        }
    }

    /** Writes the fp32 logits [batch, length, vocabulary] of the ids into {@code out}. */
    public void logits(MicroBatch batch, DeviceVectors weights, ByteBuffer out, BooleanSupplier cancelled) {
        checkIds(batch);
        Cancellation cancellation = new Cancellation(cancelled);
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor h = network.hidden(batch, weights, scope, cancellation);
            DeviceTensor logits = scope.own(network.memory.view(out, batch.positions(), network.spec.vocabSize()));
            network.head.logits(weights, h, logits, cancellation);
        }
    }

    /** Writes the fp32 logits [batch, vocabulary] of each sequence's last position into {@code out}. */
    public void lastLogits(MicroBatch batch, DeviceVectors weights, ByteBuffer out, BooleanSupplier cancelled) {
        checkIds(batch);
        Cancellation cancellation = new Cancellation(cancelled);
        try (TensorScope scope = new TensorScope()) {
            last(network.hidden(batch, weights, scope, cancellation), batch, weights, out, cancellation);
        }
    }

    /** Writes the fp32 log-probability of each position's target, [batch, length], into {@code out}. */
    public void logProbs(MicroBatch batch, DeviceVectors weights, ByteBuffer out, BooleanSupplier cancelled) {
        long ignored = batch.positions() - batch.checkedTargets(network.spec.vocabSize(), NOTHING_IGNORED);
        if (ignored != 0) {
            throw new IllegalArgumentException(ignored + " targets are negative: each needs a token of the vocabulary");
        }
        Cancellation cancellation = new Cancellation(cancelled);
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor h = network.hidden(batch, weights, scope, cancellation);
            DeviceTensor logProbs = scope.own(network.memory.view(out, batch.positions()));
            network.head.logProbs(weights, h, network.targets(batch, scope), logProbs, cancellation);
        }
    }

    /** An empty cache for {@code batch} sequences of at most {@code capacity} positions; the caller closes it. */
    public AttentionCache cache(int batch, int capacity) {
        return new AttentionCache(network.memory, network.spec, batch, capacity);
    }

    /**
     * Feeds the tokens at positions {@code past ..}, after those that the cache holds, and writes the fp32 logits of the
     * last one, [batch, vocabulary], into {@code out}.
     */
    public void extend(
            MicroBatch batch,
            DeviceVectors weights,
            AttentionCache cache,
            int past,
            ByteBuffer out,
            BooleanSupplier cancelled) {
        checkIds(batch);
        if (past + batch.length() > cache.capacity() || batch.batch() != cache.batch()) {
            throw new IllegalArgumentException("a cache for " + cache.batch() + " x " + cache.capacity()
                    + " positions cannot take " + batch.batch() + " x " + batch.length() + " after " + past);
        }
        Cancellation cancellation = new Cancellation(cancelled);
        try (TensorScope scope = new TensorScope()) {
            DecoderLayer.Rotary turn = network.rotary(past, past + batch.length(), scope);
            DeviceTensor h = network.embed(network.ids(batch, scope), weights, scope);
            for (int section = 1; section <= network.spec.layers(); section++) {
                cancellation.check("layer " + (section - 1));
                DeviceTensor next = scope.own(network.layer.extend(weights, section, h, turn, cache, past));
                h.close();
                h = next;
            }
            last(h, batch, weights, out, cancellation);
        }
    }

    private void last(
            DeviceTensor h, MicroBatch batch, DeviceVectors weights, ByteBuffer out, Cancellation cancellation) {
        try (DeviceTensor rows = network.library.kernel("last_rows").call(h);
                DeviceTensor logits = network.memory.view(out, batch.batch(), network.spec.vocabSize())) {
            network.head.logits(weights, rows, logits, cancellation);
        }
    }

    private void checkIds(MicroBatch batch) {
        new MicroBatch(batch.ids(), batch.ids(), batch.batch(), batch.length())
                .checkedTargets(network.spec.vocabSize(), NOTHING_IGNORED);
    }

    @Override
    public void close() {
        network.close();
    }
}
