package org.steelworks.core.frame;

import java.util.Arrays;

/**
 * Which bytes of an item have arrived, as disjoint ranges in order. Independent of where senders cut chunks, so parts
 * from different sendings and transports add up.
 */
final class ReceivedRanges {
    /** Enough for every second chunk of the largest item over the smallest MTU. */
    static final int MAX_RANGES = 8192;

    private long[] from = new long[4];
    private long[] to = new long[4];
    private int count;
    private long bytes;

    /** Bytes that have arrived. */
    long bytes() {
        return bytes;
    }

    /** Whether every byte of {@code [start, end)} has arrived. */
    boolean contains(long start, long end) {
        int at = last(start);
        return start == end || at >= 0 && to[at] >= end;
    }

    /** Adds {@code [start, end)}. @return false if there are too many ranges; nothing changed then */
    boolean add(long start, long end) {
        if (start >= end) {
            return true;
        }
        int first = last(start);
        if (first < 0 || to[first] < start) {
            first++;
        }
        int beyond = first;
        long mergedFrom = start;
        long mergedTo = end;
        long replaced = 0;
        while (beyond < count && from[beyond] <= end) {
            mergedFrom = Math.min(mergedFrom, from[beyond]);
            mergedTo = Math.max(mergedTo, to[beyond]);
            replaced += to[beyond] - from[beyond];
            beyond++;
        }
        if (beyond == first && !makeRoom()) {
            return false;
        }
        System.arraycopy(from, beyond, from, first + 1, count - beyond);
        System.arraycopy(to, beyond, to, first + 1, count - beyond);
        from[first] = mergedFrom;
        to[first] = mergedTo;
        count += first + 1 - beyond;
        bytes += mergedTo - mergedFrom - replaced;
        return true;
    }

    /** Index of the last range that starts at or before {@code start}, -1 if none does. */
    private int last(long start) {
        int at = Arrays.binarySearch(from, 0, count, start);
        return at >= 0 ? at : -at - 2;
    }

    private boolean makeRoom() {
        if (count == MAX_RANGES) {
            return false;
        }
        if (count == from.length) {
            from = Arrays.copyOf(from, count * 2);
            to = Arrays.copyOf(to, count * 2);
        }
        return true;
    }
}
