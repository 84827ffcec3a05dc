package org.steelworks.gpu.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.tensor.AlignedBuffers;

/**
 * Keeps the state of a step for the snapshot thread while the device goes on: a pinned bucket that is to be updated is
 * copied to a buffer of a bounded pool first; with the pool empty its update waits until that bucket is written.
 */
public final class SnapshotPins implements SnapshotSink.Lender {
    private enum Stage {
        LIVE,
        LENT,
        COPIED
    }

    private static final class Pin {
        private Stage stage = Stage.LIVE;
        private ByteBuffer copy;
    }

    private final RunMemory memory;
    private final int poolBuckets;
    private final Map<Integer, Pin> pins = new HashMap<>();
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private final int bucketBytes;
    private final long longestWaitMs;
    private int allocated;
    private boolean abandoned;
    private long waits;

    /**
     * @param share part of the state that the pool may take, such as 0.05; at least one bucket
     * @param longestWaitMs what an update waits for the disk at most
     */
    public SnapshotPins(RunMemory memory, double share, long longestWaitMs) {
        this.memory = memory;
        this.longestWaitMs = longestWaitMs;
        int largest = memory.buckets().buckets().stream()
                .mapToInt(Bucket::length)
                .max()
                .orElse(1);
        this.bucketBytes = largest * Float.BYTES;
        this.poolBuckets = Math.max(1, (int) (memory.buckets().size() * share));
    }

    /** Pins buckets at the state they have now. A snapshot that is still being written gives up. */
    public synchronized boolean pin(int[] buckets) {
        if (!pins.isEmpty()) {
            return false;
        }
        abandoned = false;
        for (int bucket : buckets) {
            pins.put(bucket, new Pin());
        }
        return true;
    }

    /**
     * Before the device overwrites a bucket: keeps what the snapshot still needs. Waits for the snapshot thread where the
     * pool is empty, but not so long that others would miss this member: then the snapshot is given up.
     */
    public synchronized void beforeUpdate(int bucket) throws InterruptedException {
        Pin pin = pins.get(bucket);
        long waitedFromNs = System.nanoTime();
        while (pin != null && !abandoned && pin.stage != Stage.COPIED) {
            if (pin.stage == Stage.LIVE && take(pin, bucket)) {
                return;
            }
            waits++;
            long leftMs = longestWaitMs - (System.nanoTime() - waitedFromNs) / 1_000_000;
            if (leftMs <= 0) {
                abandon();
                return;
            }
            wait(leftMs);
            pin = pins.get(bucket);
        }
    }

    private boolean take(Pin pin, int bucket) {
        ByteBuffer copy = free.poll();
        if (copy == null) {
            if (allocated == poolBuckets) {
                return false;
            }
            allocated++;
            copy = AlignedBuffers.allocate(3L * bucketBytes);
        }
        int bytes = memory.weight(bucket).remaining();
        copy.clear();
        copy.put(0, memory.weight(bucket), 0, bytes);
        copy.put(bytes, memory.moment(bucket), 0, bytes);
        copy.put(2 * bytes, memory.square(bucket), 0, bytes);
        pin.copy = copy;
        pin.stage = Stage.COPIED;
        return true;
    }

    /** State is being replaced by another history: the snapshot under way fails instead of mixing both. */
    public synchronized void abandon() {
        if (!pins.isEmpty()) {
            abandoned = true;
            notifyAll();
        }
    }

    /** The snapshot has ended, however. */
    public synchronized void release() {
        for (Pin pin : pins.values()) {
            if (pin.copy != null) {
                free.add(pin.copy);
            }
        }
        pins.clear();
        notifyAll();
    }

    /** How often an update waited because the pool was empty. */
    public synchronized long waits() {
        return waits;
    }

    @Override
    public void lend(Bucket bucket, SnapshotSink.Use use) throws IOException {
        Pin pin;
        synchronized (this) {
            pin = pins.get(bucket.ordinal());
            requireKept(pin, bucket);
            if (pin.stage == Stage.LIVE) {
                pin.stage = Stage.LENT;
            }
        }
        if (pin.stage == Stage.COPIED) {
            int bytes = bucket.length() * Float.BYTES;
            use.with(part(pin.copy, 0, bytes), part(pin.copy, 1, bytes), part(pin.copy, 2, bytes));
        } else {
            int ordinal = bucket.ordinal();
            use.with(memory.weight(ordinal), memory.moment(ordinal), memory.square(ordinal));
        }
        synchronized (this) {
            requireKept(pin, bucket);
            pins.remove(bucket.ordinal());
            if (pin.copy != null) {
                free.add(pin.copy);
            }
            notifyAll();
        }
    }

    private void requireKept(Pin pin, Bucket bucket) throws IOException {
        if (pin == null || abandoned) {
            throw new IOException("bucket " + bucket.ordinal() + " changed before its snapshot was written: the disk is"
                    + " too slow for the steps, or the run went back to another state");
        }
    }

    private static ByteBuffer part(ByteBuffer copy, int index, int bytes) {
        return copy.slice(index * bytes, bytes).order(copy.order());
    }
}
