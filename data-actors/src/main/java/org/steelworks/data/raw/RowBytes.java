package org.steelworks.data.raw;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A row as it grows into a JSON object; strings are taken over byte by byte, so that damage in them stays to be seen. */
final class RowBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /** A byte becomes at most {@code \}u and four digits. */
    private static final int LONGEST_ESCAPE = 6;

    private final int longest;
    private byte[] bytes = new byte[1 << 12];
    private int size;
    private long length;

    /** @param longest strings of a row that are kept, in bytes; the rest is counted and left out */
    RowBytes(int longest) {
        this.longest = longest;
    }

    void begin() {
        size = 0;
        length = 0;
        if (bytes.length > 1 << 20) {
            bytes = new byte[1 << 12];
        }
        put('{');
    }

    void key(String name) {
        if (size > 1) {
            put(',');
        }
        escaped(name.getBytes(StandardCharsets.UTF_8));
        put(':');
    }

    /** A number, a truth value or null. */
    void literal(String text) {
        append(text.getBytes(StandardCharsets.US_ASCII));
    }

    void string(byte[] value) {
        length += escapedLength(value);
        escaped(length <= longest ? value : new byte[0]);
    }

    /** The finished object. */
    byte[] end() {
        put('}');
        return Arrays.copyOf(bytes, size);
    }

    /** Bytes of the strings as JSON has them, those left out included. */
    long length() {
        return length;
    }

    private static long escapedLength(byte[] value) {
        long length = value.length;
        for (byte c : value) {
            if (c == '"' || c == '\\') {
                length++;
            } else if (c >= 0 && c < ' ') {
                length += LONGEST_ESCAPE - 1;
            }
        }
        return length;
    }

    private void escaped(byte[] value) {
        put('"');
        int from = 0;
        for (int i = 0; i < value.length; i++) {
            int c = value[i];
            if (c == '"' || c == '\\' || c >= 0 && c < ' ') {
                append(value, from, i);
                escape(c);
                from = i + 1;
            }
        }
        append(value, from, value.length);
        put('"');
    }

    private void escape(int c) {
        room(LONGEST_ESCAPE);
        bytes[size++] = '\\';
        if (c >= ' ') {
            bytes[size++] = (byte) c;
            return;
        }
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 15];
    }

    private void append(byte[] from) {
        append(from, 0, from.length);
    }

    private void append(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, bytes, size, end - start);
        size += end - start;
    }

    private void put(char c) {
        room(1);
        bytes[size++] = (byte) c;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(2L * bytes.length, (long) size + more)));
        }
    }
}
