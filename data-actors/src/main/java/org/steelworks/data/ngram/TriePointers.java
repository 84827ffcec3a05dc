package org.steelworks.data.ngram;

import org.steelworks.data.bytes.LargeBytes;

/**
 * Where the n-grams that extend those of one length begin. The low bits of the place stand behind each n-gram's
 * numbers. Without an array these are all bits; with one, it lists for each value of the high bits the first n-gram
 * that has it. In front of the arrays are version 0 and the most bits that may go to the array, a byte each.
 */
final class TriePointers {
    private static final int VERSION = 0;

    private final LargeBytes bytes;
    private final int lowBits;
    private final long array;
    private final long entries;
    private final long size;

    private TriePointers(LargeBytes bytes, int lowBits, long array, long entries, long size) {
        this.bytes = bytes;
        this.lowBits = lowBits;
        this.array = array;
        this.entries = entries;
        this.size = size;
    }

    /** @param largest number of n-grams of the next length */
    static TriePointers inline(LargeBytes bytes, long largest) {
        return new TriePointers(bytes, PackedBits.width(largest), 0, 0, 0);
    }

    /**
     * With an array.
     *
     * @param start of the array's head
     * @param pointers how many there are
     * @param largest number of n-grams of the next length
     * @param mostHighBits from {@link #mostHighBits}
     */
    static TriePointers array(LargeBytes bytes, long start, long pointers, long largest, int mostHighBits) {
        int width = PackedBits.width(largest);
        int high = highBits(pointers, largest, Math.min(width, mostHighBits));
        long entries = (largest >>> width - high) + 1;
        // Eight bytes of head, the array on a multiple of 8, and room for that.
        long array = (start + 7 & ~7L) + Long.BYTES;
        return new TriePointers(bytes, width - high, array, entries, Long.BYTES * (1 + entries) + 7);
    }

    static int mostHighBits(LargeBytes bytes, long start) throws InvalidLanguageModel {
        if (start + 2 > bytes.size() || bytes.getByte(start) != VERSION) {
            throw new InvalidLanguageModel("its array-compressed pointers are not of version " + VERSION
                    + "; run a recent build_binary on the ARPA file");
        }
        return bytes.getByte(start + 1) & 0xFF;
    }

    /** The division that takes the fewest bits, of equal ones that with the shortest array. */
    private static int highBits(long pointers, long largest, int most) {
        int width = PackedBits.width(largest);
        int best = 0;
        long leastCost = Long.MAX_VALUE;
        for (int high = 0; high <= most; high++) {
            long cost = (largest >>> width - high) * Long.SIZE - pointers * high;
            if (cost < leastCost) {
                leastCost = cost;
                best = high;
            }
        }
        return best;
    }

    /** Bytes of the array and its head. */
    long size() {
        return size;
    }

    int lowBits() {
        return lowBits;
    }

    /**
     * Sets the range of n-grams that extend one.
     *
     * @param index of the n-gram
     * @param bit of its low bits, from {@code base}
     * @param stride bits from one n-gram's to the next
     */
    void read(long base, long index, long bit, int stride, NGramTables.Found found) {
        found.node = PackedBits.read(bytes, base, bit, lowBits);
        found.nodeEnd = PackedBits.read(bytes, base, bit + stride, lowBits);
        if (entries > 0) {
            long high = high(index, 0);
            found.node |= high << lowBits;
            found.nodeEnd |= high(index + 1, high) << lowBits;
        }
        found.extendsLeft = found.node != found.nodeEnd;
    }

    /** The last entry that is not above {@code index}; the one at {@code from} is not. */
    private long high(long index, long from) {
        long low = from;
        long above = entries;
        while (above - low > 1) {
            long middle = low + above >>> 1;
            if (bytes.getLong(array + Long.BYTES * middle) <= index) {
                low = middle;
            } else {
                above = middle;
            }
        }
        return low;
    }
}
