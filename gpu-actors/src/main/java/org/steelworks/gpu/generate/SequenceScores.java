package org.steelworks.gpu.generate;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.network.DeviceVectors;
import org.steelworks.gpu.network.MicroBatch;
import org.steelworks.gpu.network.SteelDecoder;

/**
 * What a model thinks of given tokens, for evaluations. Sequences of one call are padded on the right, which a causal
 * model does not see; the last bits of a value may still depend on the number and length of its neighbours, so equal
 * results need equal batches. Device thread only.
 */
public final class SequenceScores {
    private final SteelDecoder decoder;
    private final DeviceVectors weights;

    public SequenceScores(SteelDecoder decoder, DeviceVectors weights) {
        this.decoder = decoder;
        this.weights = weights;
    }

    /** Logits of the token that follows {@code ids}, one per vocabulary id. */
    public float[] nextTokenLogits(int[] ids, BooleanSupplier cancelled) {
        long[] longs = padded(List.of(ids), 0, ids.length);
        ByteBuffer out =
                AlignedBuffers.allocate(DType.F32, decoder.table().spec().vocabSize());
        decoder.lastLogits(MicroBatch.of(longs, longs, 1), weights, out, cancelled);
        return floats(out.asFloatBuffer(), decoder.table().spec().vocabSize());
    }

    /** For each sequence the log-probability of its tokens 1 .. n-1, each given those before it. */
    public List<float[]> logProbs(List<int[]> sequences, BooleanSupplier cancelled) {
        int length = 0;
        for (int[] sequence : sequences) {
            if (sequence.length < 2) {
                throw new IllegalArgumentException(
                        "a sequence of " + sequence.length + " tokens has no token with one before it");
            }
            length = Math.max(length, sequence.length - 1);
        }
        MicroBatch batch = MicroBatch.of(padded(sequences, 0, length), padded(sequences, 1, length), sequences.size());
        ByteBuffer out = AlignedBuffers.allocate(DType.F32, (long) sequences.size() * length);
        decoder.logProbs(batch, weights, out, cancelled);
        List<float[]> result = new ArrayList<>();
        for (int row = 0; row < sequences.size(); row++) {
            FloatBuffer values = out.asFloatBuffer().position(row * length);
            result.add(floats(values, sequences.get(row).length - 1));
        }
        return result;
    }

    /** Tokens {@code first ..} of each sequence, padded with 0 to {@code length}. */
    private static long[] padded(List<int[]> sequences, int first, int length) {
        long[] ids = new long[sequences.size() * length];
        for (int row = 0; row < sequences.size(); row++) {
            int[] sequence = sequences.get(row);
            for (int i = 0; i < length && first + i < sequence.length; i++) {
                ids[row * length + i] = sequence[first + i];
            }
        }
        return ids;
    }

    private static float[] floats(FloatBuffer buffer, int count) {
        float[] values = new float[count];
        buffer.get(values);
        return values;
    }
}
