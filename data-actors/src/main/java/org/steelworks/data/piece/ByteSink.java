package org.steelworks.data.piece;

import java.util.Arrays;

/** A growing array of bytes. Not safe for several threads. */
final class ByteSink {
    private byte[] bytes;
    private int length;

    ByteSink(int expected) {
        bytes = new byte[Math.max(16, expected)];
    }

    void add(byte b) {
        reserve(1);
        bytes[length++] = b;
    }

    void add(byte[] from, int start, int end) {
        reserve(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            // Throws for a text whose normalized form is longer than any array.
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), (int) Math.min(2L * length, 1 << 30)));
        }
    }

    boolean endsWith(byte[] suffix) {
        return length >= suffix.length
                && Arrays.equals(bytes, length - suffix.length, length, suffix, 0, suffix.length);
    }

    void dropLast(int count) {
        length -= count;
    }

    /** The bytes so far; valid until more are added. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }
}
