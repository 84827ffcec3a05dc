package org.steelworks.gpu.logits;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.core.tensor.HostTensor;
import org.steelworks.core.tensor.Shape;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.network.DeviceVectors;
import org.steelworks.gpu.network.MicroBatch;
import org.steelworks.gpu.network.SectionListener;
import org.steelworks.gpu.network.SteelDecoder;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * A model's numbers for given tokens, to compare with other implementations. All sequences are one forward pass, the
 * loss is the mean over all their targets. Device thread only.
 */
public final class ModelProbe implements AutoCloseable {
    /**
     * Loss and its gradients.
     *
     * @param loss NaN without any target
     * @param gradients by Hugging Face name, fp32
     */
    public record Gradients(double loss, Map<String, HostTensor> gradients) {}

    private final SteelDecoder decoder;
    private final FlatVectors weights;

    /** @param weights fp32, by Hugging Face name */
    public ModelProbe(KernelLibrary library, ModelSpec spec, Map<String, HostTensor> weights) {
        ParameterTable table = ParameterTable.of(spec);
        this.weights = FlatVectors.of(table, weights);
        this.decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32);
    }

    /**
     * Logits fp32 [B, S, vocabulary], named {@code logits}.
     *
     * @param inputIds int64 or int32 [B, S]
     */
    public HostTensor logits(HostTensor inputIds, BooleanSupplier cancelled) {
        MicroBatch batch = batch(inputIds, inputIds);
        int vocabulary = decoder.table().spec().vocabSize();
        Shape shape = Shape.of(batch.batch(), batch.length(), vocabulary);
        ByteBuffer out = AlignedBuffers.allocate(DType.F32, shape.elements());
        try (DeviceVectors views = decoder.bind(weights)) {
            decoder.logits(batch, views, out, cancelled);
        }
        return new HostTensor("logits", DType.F32, shape, out);
    }

    /** Mean cross-entropy over the targets that are not {@code ignoreIndex}; NaN where there is none. */
    public double loss(HostTensor inputIds, HostTensor targets, int ignoreIndex, BooleanSupplier cancelled) {
        try (DeviceVectors views = decoder.bind(weights)) {
            return decoder.loss(batch(inputIds, targets), views, CausalLmLoss.plain(ignoreIndex), cancelled)
                    .value();
        }
    }

    /** Loss as {@link #loss}, and its gradient with respect to every parameter. */
    public Gradients gradients(HostTensor inputIds, HostTensor targets, int ignoreIndex, BooleanSupplier cancelled) {
        FlatVectors gradient = FlatVectors.zeros(decoder.table());
        double loss = decoder.forwardBackward(
                        batch(inputIds, targets),
                        weights,
                        CausalLmLoss.plain(ignoreIndex),
                        gradient,
                        0,
                        SectionListener.NONE,
                        cancelled)
                .value();
        return new Gradients(loss, gradient.tensors());
    }

    private static MicroBatch batch(HostTensor inputIds, HostTensor targets) {
        if (inputIds.shape().rank() != 2 || !inputIds.shape().equals(targets.shape())) {
            throw new IllegalArgumentException("input_ids " + inputIds.shape() + " and targets " + targets.shape()
                    + " must have the same shape [B, S]");
        }
        int batch = Math.toIntExact(inputIds.shape().extent(0));
        return MicroBatch.of(longs(inputIds), longs(targets), batch);
    }

    private static long[] longs(HostTensor tensor) {
        long[] values = new long[Math.toIntExact(tensor.shape().elements())];
        ByteBuffer bytes = tensor.bytes().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (tensor.dtype()) {
                case I64 -> bytes.getLong();
                case I32 -> bytes.getInt();
                case F32, F64, BF16 ->
                    throw new IllegalArgumentException("tensor " + tensor.name()
                            + " holds token ids: it must be I64 or I32, not " + tensor.dtype());
            };
        }
        return values;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
