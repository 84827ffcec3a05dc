package org.steelworks.core.tensor;

import java.nio.ByteBuffer;

/** Bits of bfloat16: the upper half of an fp32. Pure. */
public final class Bfloat16 {
    private Bfloat16() {}

    /** Bits of {@code value}, rounded to nearest, ties to even, as libtorch's cast does; a NaN stays one. */
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        int lowestKept = (bits >>> 16) & 1;
        return (short) ((bits + 0x7fff + lowestKept) >>> 16);
    }

    /** The value of bfloat16 bits, exact. */
    public static float value(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /**
     * Narrows the fp32 elements from position to limit of {@code in} into {@code out}; moves neither position.
     *
     * @param out little-endian as {@code in}, room for as many bfloat16
     */
    public static void narrow(ByteBuffer in, ByteBuffer out) {
        int elements = in.remaining() / Float.BYTES;
        for (int i = 0; i < elements; i++) {
            float value = in.getFloat(in.position() + i * Float.BYTES);
            out.putShort(out.position() + i * Short.BYTES, of(value));
        }
    }
}
