package org.steelworks.gpu.network;

import java.nio.ByteBuffer;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceTensor;

/**
 * Cosines and sines of the rotary embedding, fp32 [positions, head size], both halves equal:
 * angle = position x theta^(-2 k / head size). The frequency, its power and the angle are rounded to fp32 as in the
 * original; cosine and sine are taken by {@link StrictMath}, so every machine has the same table. Grown on demand.
 */
final class RotaryTable {
    private static final int GROWTH = 256;

    private final KernelLibrary library;
    private final int headSize;
    private final double theta;
    private final int maxPositions;
    private ByteBuffer cos = AlignedBuffers.allocate(0);
    private ByteBuffer sin = AlignedBuffers.allocate(0);
    private int positions;

    RotaryTable(KernelLibrary library, ModelSpec spec) {
        this.library = library;
        this.headSize = spec.headSize();
        this.theta = spec.ropeTheta();
        this.maxPositions = spec.maxPositions();
    }

    /** Cosines of positions {@code [from, to)} on the device; the caller owns the tensor. */
    DeviceTensor cos(int from, int to) {
        ensure(to);
        return view(cos, from, to);
    }

    /** Sines of positions {@code [from, to)} on the device; the caller owns the tensor. */
    DeviceTensor sin(int from, int to) {
        ensure(to);
        return view(sin, from, to);
    }

    private DeviceTensor view(ByteBuffer table, int from, int to) {
        int row = headSize * Float.BYTES;
        ByteBuffer slice = table.slice(from * row, (to - from) * row).order(table.order());
        return library.input(slice, DType.F32, to - from, headSize);
    }

    private void ensure(int needed) {
        if (needed > maxPositions) {
            throw new IllegalArgumentException("a sequence of " + needed + " positions is longer than"
                    + " max_position_embeddings " + maxPositions);
        }
        if (needed <= positions) {
            return;
        }
        int count = Math.min(maxPositions, (needed + GROWTH - 1) / GROWTH * GROWTH);
        cos = AlignedBuffers.allocate(DType.F32, (long) count * headSize);
        sin = AlignedBuffers.allocate(DType.F32, (long) count * headSize);
        for (int k = 0; k < headSize / 2; k++) {
            float exponent = (float) (2 * k) / headSize;
            float frequency = 1.0f / (float) StrictMath.pow(theta, exponent);
            for (int position = 0; position < count; position++) {
                float angle = position * frequency;
                put(cos, position, k, (float) StrictMath.cos(angle));
                put(sin, position, k, (float) StrictMath.sin(angle));
            }
        }
        positions = count;
    }

    private void put(ByteBuffer table, int position, int k, float value) {
        int first = (position * headSize + k) * Float.BYTES;
        table.putFloat(first, value);
        table.putFloat(first + headSize / 2 * Float.BYTES, value);
    }
}
