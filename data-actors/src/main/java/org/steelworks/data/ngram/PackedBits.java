package org.steelworks.data.ngram;

import org.steelworks.data.bytes.LargeBytes;

/** Numbers of up to 57 bits that lie one behind the other, least significant bits first. */
final class PackedBits {
    private PackedBits() {}

    /** Bits that a number up to {@code largest} needs. */
    static int width(long largest) {
        return Long.SIZE - Long.numberOfLeadingZeros(largest);
    }

    /**
     * Reads one number.
     *
     * @param base byte where the numbers begin
     * @param bit from there
     */
    static long read(LargeBytes bytes, long base, long bit, int width) {
        return bytes.getLong(base + (bit >>> 3)) >>> (bit & 7) & (1L << width) - 1;
    }
}
