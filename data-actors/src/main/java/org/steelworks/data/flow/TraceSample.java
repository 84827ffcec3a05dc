package org.steelworks.data.flow;

/**
 * Which documents are traced: of all that are offered, those with the least {@link TraceHash hashes}. {@link #mayTake} is
 * for any thread, {@link #take} for one at a time.
 */
final class TraceSample {
    /** The greatest on top: the children of place i are at 2i + 1 and 2i + 2. */
    private final long[] least;

    private int size;
    private volatile long bound = Long.MAX_VALUE;

    /** @param documents of the sample, at least 1; {@link PrepareSpec#ALL} for every document */
    TraceSample(int documents) {
        least = documents == PrepareSpec.ALL ? null : new long[documents];
    }

    /** Whether the hash may be among the least, as far as is known: it is when all have been taken. */
    boolean mayTake(long hash) {
        return hash <= bound;
    }

    /** Whether the hash is among the least of those so far. */
    boolean take(long hash) {
        if (least == null) {
            return true;
        }
        if (size < least.length) {
            rise(hash);
        } else if (hash < least[0]) {
            sink(hash);
        } else {
            return false;
        }
        if (size == least.length) {
            bound = least[0];
        }
        return true;
    }

    private void rise(long hash) {
        int at = size++;
        while (at > 0 && least[(at - 1) / 2] < hash) {
            least[at] = least[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        least[at] = hash;
    }

    /** Puts the hash in the place of the greatest. */
    private void sink(long hash) {
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            child += child + 1 < size && least[child + 1] > least[child] ? 1 : 0;
            if (least[child] <= hash) {
                break;
            }
            least[at] = least[child];
            at = child;
        }
        least[at] = hash;
    }
}
