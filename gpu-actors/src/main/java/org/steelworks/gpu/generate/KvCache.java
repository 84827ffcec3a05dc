package org.steelworks.gpu.generate;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.network.AttentionCache;
import org.steelworks.gpu.network.DeviceVectors;
import org.steelworks.gpu.network.MicroBatch;
import org.steelworks.gpu.network.SteelDecoder;

/** One sequence as the model has read it so far. Device thread only. */
final class KvCache implements AutoCloseable {
    private final SteelDecoder decoder;
    private final DeviceVectors weights;
    private final AttentionCache memory;
    private final ByteBuffer logits;
    private int length;

    KvCache(SteelDecoder decoder, DeviceVectors weights, int capacity) {
        this.decoder = decoder;
        this.weights = weights;
        this.memory = decoder.cache(1, capacity);
        this.logits = AlignedBuffers.allocate(DType.F32, decoder.table().spec().vocabSize());
    }

    /** Positions read. */
    int length() {
        return length;
    }

    /** Reads tokens in one forward pass and gives the logits after the last. */
    float[] append(int[] tokens, BooleanSupplier cancelled) {
        long[] ids = new long[tokens.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = tokens[i];
        }
        decoder.extend(MicroBatch.of(ids, ids, 1), weights, memory, length, logits, cancelled);
        length += tokens.length;
        float[] values = new float[logits.capacity() / Float.BYTES];
        logits.asFloatBuffer().get(values);
        return values;
    }

    @Override
    public void close() {
        memory.close();
    }
}
