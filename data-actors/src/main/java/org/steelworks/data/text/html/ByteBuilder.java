package org.steelworks.data.text.html;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes that can be cut back. */
final class ByteBuilder {
    private byte[] bytes;
    private int size;

    ByteBuilder(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    int size() {
        return size;
    }

    void truncate(int length) {
        size = length;
    }

    /** Whether no character begins at that byte. */
    boolean isInsideCharacter(int at) {
        return (bytes[at] & 0xC0) == 0x80;
    }

    /** Cuts back to the first NUL from {@code start} on. */
    void truncateAtNul(int start) {
        for (int i = start; i < size; i++) {
            if (bytes[i] == 0) {
                size = i;
                return;
            }
        }
    }

    void append(int b) {
        grow(1);
        bytes[size++] = (byte) b;
    }

    void append(byte[] from, int start, int end) {
        grow(end - start);
        System.arraycopy(from, start, bytes, size, end - start);
        size += end - start;
    }

    /** Appends the UTF-8 form. */
    void appendCodePoint(int c) {
        if (c < 0x80) {
            append(c);
        } else if (c < 0x800) {
            append(0xC0 | c >> 6);
            append(0x80 | c & 0x3F);
        } else if (c < 0x10000) {
            append(0xE0 | c >> 12);
            append(0x80 | c >> 6 & 0x3F);
            append(0x80 | c & 0x3F);
        } else {
            append(0xF0 | c >> 18);
            append(0x80 | c >> 12 & 0x3F);
            append(0x80 | c >> 6 & 0x3F);
            append(0x80 | c & 0x3F);
        }
    }

    /** What the bytes are in UTF-8, with U+FFFD for what is broken. */
    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void grow(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + (bytes.length >> 1), size + more));
        }
    }
}
