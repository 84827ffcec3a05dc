package org.steelworks.checkpoint.format;

import java.nio.ByteBuffer;
import org.steelworks.core.tensor.Bfloat16;

/** Conversion between fp32 and the 16-bit formats of weight files. Pure. */
public final class Narrowing {
    private Narrowing() {}

    /** The value of IEEE binary16 bits, exact. */
    public static float fromFloat16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
        }
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
    }

    /**
     * Widens the elements between position and limit of {@code in} into {@code out}, advancing both.
     *
     * @param in little-endian elements of {@code type}: F32, BF16 or F16
     * @param out little-endian, room for as many fp32
     */
    public static void widen(ElementType type, ByteBuffer in, ByteBuffer out) {
        switch (type) {
            case F32 -> out.put(in);
            case BF16 -> {
                while (in.hasRemaining()) {
                    out.putFloat(Bfloat16.value(in.getShort()));
                }
            }
            case F16 -> {
                while (in.hasRemaining()) {
                    out.putFloat(fromFloat16(in.getShort()));
                }
            }
            case F64, I64, I32, I16, I8, U8, BOOL ->
                throw new IllegalArgumentException("type " + type + " does not hold weights: F32, BF16 or F16 is read");
        }
    }

    /**
     * Narrows the fp32 elements between position and limit of {@code in} into {@code out}, advancing both.
     *
     * @param out little-endian, room for as many elements of {@code type}: F32 or BF16
     */
    public static void narrow(ElementType type, ByteBuffer in, ByteBuffer out) {
        switch (type) {
            case F32 -> out.put(in);
            case BF16 -> {
                while (in.hasRemaining()) {
                    out.putShort(Bfloat16.of(in.getFloat()));
                }
            }
            case F64, F16, I64, I32, I16, I8, U8, BOOL ->
                throw new IllegalArgumentException("weights are written as F32 or BF16, not as " + type);
        }
    }
}
