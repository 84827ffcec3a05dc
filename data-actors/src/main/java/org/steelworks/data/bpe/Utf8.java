package org.steelworks.data.bpe;

import java.nio.charset.StandardCharsets;

/** Code points in valid UTF-8. */
final class Utf8 {
    private Utf8() {}

    /** Bytes of the code point with this first byte. */
    static int length(byte first) {
        return first >= 0 ? 1 : first < (byte) 0xE0 ? 2 : first < (byte) 0xF0 ? 3 : 4;
    }

    /** Bytes of the first {@code units} UTF-16 units of a text. */
    static int bytes(String text, int units) {
        return text.substring(0, units).getBytes(StandardCharsets.UTF_8).length;
    }

    /** The code point at {@code at}. */
    static int codePoint(byte[] text, int at) {
        byte first = text[at];
        if (first >= 0) {
            return first;
        }
        if (first < (byte) 0xE0) {
            return (first & 0x1F) << 6 | text[at + 1] & 0x3F;
        }
        if (first < (byte) 0xF0) {
            return (first & 0x0F) << 12 | (text[at + 1] & 0x3F) << 6 | text[at + 2] & 0x3F;
        }
        return (first & 0x07) << 18 | (text[at + 1] & 0x3F) << 12 | (text[at + 2] & 0x3F) << 6 | text[at + 3] & 0x3F;
    }

    /** Where the code point that ends before {@code end} begins. */
    static int before(byte[] text, int end) {
        int at = end - 1;
        while ((text[at] & 0xC0) == 0x80) {
            at--;
        }
        return at;
    }

    /** The first byte of a code point, unsigned. */
    static int first(int codePoint) {
        return codePoint < 0x80
                ? codePoint
                : codePoint < 0x800
                        ? 0xC0 | codePoint >> 6
                        : codePoint < 0x10000 ? 0xE0 | codePoint >> 12 : 0xF0 | codePoint >> 18;
    }

    /**
     * The text of bytes that need not be UTF-8: each longest beginning of a code point that is not completed becomes
     * U+FFFD, and so does each other byte. Unlike Java's own decoder, three for a surrogate in UTF-8.
     */
    static String lossy(byte[] bytes, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int at = 0; at < length; ) {
            int whole = length(bytes[at]);
            int valid = valid(bytes, at, Math.min(length, at + whole));
            if (valid == whole) {
                text.appendCodePoint(codePoint(bytes, at));
            } else {
                text.append('\uFFFD');
            }
            at += Math.max(1, valid);
        }
        return text.toString();
    }

    /** How many bytes from {@code at} on begin a code point; 0 where none begins so. */
    private static int valid(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xC2 || first > 0xF4) {
            return 0;
        }
        int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        int end = at + 1;
        while (end < to && (bytes[end] & 0xFF) >= lowest && (bytes[end] & 0xFF) <= highest) {
            lowest = 0x80;
            highest = 0xBF;
            end++;
        }
        return end - at;
    }

    /** Writes a code point, returns the place behind it. */
    static int put(int codePoint, byte[] into, int at) {
        if (codePoint < 0x80) {
            into[at] = (byte) codePoint;
            return at + 1;
        }
        if (codePoint < 0x800) {
            into[at] = (byte) (0xC0 | codePoint >> 6);
            into[at + 1] = (byte) (0x80 | codePoint & 0x3F);
            return at + 2;
        }
        if (codePoint < 0x10000) {
            into[at] = (byte) (0xE0 | codePoint >> 12);
            into[at + 1] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            into[at + 2] = (byte) (0x80 | codePoint & 0x3F);
            return at + 3;
        }
        into[at] = (byte) (0xF0 | codePoint >> 18);
        into[at + 1] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        into[at + 2] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        into[at + 3] = (byte) (0x80 | codePoint & 0x3F);
        return at + 4;
    }
}
