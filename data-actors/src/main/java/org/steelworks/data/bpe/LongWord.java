package org.steelworks.data.bpe;

import java.util.Arrays;
import org.agrona.collections.IntArrayList;

/**
 * Joins the pairs of a long word with a heap, in time n log n. Its memory is kept for the next word unless it has become
 * large. Not thread-safe.
 */
final class LongWord {
    private static final int KEPT = 1 << 12;
    private static final int END = -1;

    private final MergeTable merges;
    private int[] ids = new int[0];
    private int[] previous = new int[0];
    private int[] next = new int[0];
    /** The rank of the pair that begins at a place; what is joined away has none. */
    private int[] ranks = new int[0];

    /** Rank and place of pairs, the lowest in front; entries whose rank is no longer that of their place are stale. */
    private long[] heap = new long[0];

    private int waiting;

    LongWord(MergeTable merges) {
        this.merges = merges;
    }

    /** Appends the ids of the word between two places. */
    void encode(byte[] text, int from, int to, int[] byteIds, IntArrayList out) {
        int length = to - from;
        if (ids.length < length) {
            reserve(Math.max(length, KEPT));
        }
        waiting = 0;
        for (int i = 0; i < length; i++) {
            ids[i] = byteIds[text[from + i] & 0xFF];
            previous[i] = i - 1;
            next[i] = i + 1 < length ? i + 1 : END;
            setRank(i, i + 1 < length ? merges.rank(text[from + i], text[from + i + 1]) : MergeTable.NONE);
        }
        while (waiting > 0) {
            long lowest = pop();
            int at = (int) lowest;
            if (ranks[at] == (int) (lowest >>> Integer.SIZE)) {
                join(at);
            }
        }
        for (int i = 0; i != END; i = next[i]) {
            out.addInt(ids[i]);
        }
        if (ids.length > KEPT) {
            reserve(KEPT);
        }
    }

    private void reserve(int length) {
        ids = new int[length];
        previous = new int[length];
        next = new int[length];
        ranks = new int[length];
        heap = new long[length];
    }

    private void join(int at) {
        int gone = next[at];
        ids[at] = merges.merged(ranks[at]);
        ranks[gone] = MergeTable.NONE;
        next[at] = next[gone];
        if (next[at] != END) {
            previous[next[at]] = at;
        }
        setRank(at, next[at] == END ? MergeTable.NONE : merges.rank(ids[at], ids[next[at]]));
        int before = previous[at];
        if (before != END) {
            setRank(before, merges.rank(ids[before], ids[at]));
        }
    }

    private void setRank(int at, int rank) {
        ranks[at] = rank;
        if (rank != MergeTable.NONE) {
            push((long) rank << Integer.SIZE | at);
        }
    }

    private void push(long entry) {
        if (waiting == heap.length) {
            heap = Arrays.copyOf(heap, waiting + (waiting >> 1));
        }
        int at = waiting++;
        while (at > 0 && heap[at - 1 >> 1] > entry) {
            heap[at] = heap[at - 1 >> 1];
            at = at - 1 >> 1;
        }
        heap[at] = entry;
    }

    private long pop() {
        long lowest = heap[0];
        long entry = heap[--waiting];
        int at = 0;
        for (int child = 1; child < waiting; child = 2 * at + 1) {
            if (child + 1 < waiting && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= entry) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = entry;
        return lowest;
    }
}
