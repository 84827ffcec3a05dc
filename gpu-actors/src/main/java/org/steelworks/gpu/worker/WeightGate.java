package org.steelworks.gpu.worker;

import java.util.BitSet;
import java.util.List;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.gpu.network.ComputeCancelled;

/**
 * Lets one step's computation begin while weights of buckets that this member does not hold are still arriving: the device
 * thread waits before each section whose weights are not whole yet. The agent thread says what arrives; what it wrote
 * before it said so is seen by the device thread.
 */
final class WeightGate {
    private final List<List<Bucket>> sections;
    private final BitSet awaited;
    private boolean cancelled;

    /**
     * @param sections buckets of each section
     * @param awaited buckets whose weights have not arrived
     */
    WeightGate(List<List<Bucket>> sections, BitSet awaited) {
        this.sections = sections;
        this.awaited = (BitSet) awaited.clone();
    }

    /** All bytes of a bucket's weights are in place. Agent thread. */
    synchronized void arrived(int bucket) {
        awaited.clear(bucket);
        notifyAll();
    }

    /** Nobody wants the result any more. Agent thread. */
    synchronized void cancel() {
        cancelled = true;
        notifyAll();
    }

    /**
     * Returns when a section's weights are whole. Device thread. What ends the wait without them is {@link #cancel}, which
     * every end of a generation calls.
     *
     * @throws ComputeCancelled when the computation was cancelled
     */
    synchronized void await(int section) {
        while (!cancelled && !whole(section)) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ComputeCancelled("section " + section + ": the device thread was interrupted");
            }
        }
        if (cancelled) {
            throw new ComputeCancelled("section " + section);
        }
    }

    private boolean whole(int section) {
        if (!awaited.isEmpty()) {
            for (Bucket bucket : sections.get(section)) {
                if (awaited.get(bucket.ordinal())) {
                    return false;
                }
            }
        }
        return true;
    }
}
