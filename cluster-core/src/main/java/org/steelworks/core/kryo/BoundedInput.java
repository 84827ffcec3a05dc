package org.steelworks.core.kryo;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;

/**
 * Reads one byte array and compares every announced length with the bytes that are left before anything is allocated:
 * Kryo's own input allocates first.
 */
final class BoundedInput extends Input {
    BoundedInput(byte[] bytes) {
        super(bytes);
    }

    /** Refuses {@code count} elements of at least {@code leastBytes} each if the rest of the input cannot hold them. */
    void requireElements(int count, int leastBytes) {
        if (count < 0 || (long) count * leastBytes > remaining()) {
            throw new KryoException("length " + count + " at byte " + position() + " needs " + leastBytes
                    + " bytes per element, " + remaining() + " bytes are left");
        }
    }

    int remaining() {
        return limit - position;
    }

    @Override
    public String readString() {
        requireElements(1, 1);
        int start = position;
        if (readVarIntFlag()) {
            int announced = readVarIntFlag(true);
            if (announced > 1) {
                requireElements(announced - 1, 1);
            } else if (announced < 0) {
                throw new KryoException("text of negative length at byte " + start);
            }
        }
        position = start;
        return super.readString();
    }

    @Override
    public StringBuilder readStringBuilder() {
        String text = readString();
        return text == null ? null : new StringBuilder(text);
    }

    @Override
    public byte[] readBytes(int length) {
        requireElements(length, Byte.BYTES);
        return super.readBytes(length);
    }

    @Override
    public int[] readInts(int length) {
        requireElements(length, Integer.BYTES);
        return super.readInts(length);
    }

    @Override
    public int[] readInts(int length, boolean optimizePositive) {
        requireElements(length, 1);
        return super.readInts(length, optimizePositive);
    }

    @Override
    public long[] readLongs(int length) {
        requireElements(length, Long.BYTES);
        return super.readLongs(length);
    }

    @Override
    public long[] readLongs(int length, boolean optimizePositive) {
        requireElements(length, 1);
        return super.readLongs(length, optimizePositive);
    }

    @Override
    public float[] readFloats(int length) {
        requireElements(length, Float.BYTES);
        return super.readFloats(length);
    }

    @Override
    public double[] readDoubles(int length) {
        requireElements(length, Double.BYTES);
        return super.readDoubles(length);
    }

    @Override
    public short[] readShorts(int length) {
        requireElements(length, Short.BYTES);
        return super.readShorts(length);
    }

    @Override
    public char[] readChars(int length) {
        requireElements(length, Character.BYTES);
        return super.readChars(length);
    }

    @Override
    public boolean[] readBooleans(int length) {
        requireElements(length, 1);
        return super.readBooleans(length);
    }
}
