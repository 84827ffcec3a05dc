package org.steelworks.core.aeron;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.steelworks.core.frame.FrameRefusal;

/** What a data plane has done since it was opened. Written by its thread, read by any. */
public final class DataPlaneCounters {
    /** What is counted. */
    public enum Counter {
        FRAMES_OUT,
        BYTES_OUT,
        ITEMS_OUT,
        /** Items sent again because a peer missed them. */
        RESENT_ITEMS,
        /** Items given up before all their bytes were in the log. */
        DROPPED_ITEMS,
        /** Items not taken because a peer's queue was full. */
        BACK_PRESSURED,
        /** Publications opened again. */
        REOPENED,
        FRAMES_IN,
        BYTES_IN,
        ITEMS_IN,
        /** Sound frames whose bytes were all there. */
        DUPLICATE_FRAMES,
        /** Partly received items given up: too many at once, or their generation ended. */
        ABANDONED_ITEMS
    }

    private static final Counter[] COUNTERS = Counter.values();

    private final AtomicLongArray values = new AtomicLongArray(COUNTERS.length);
    private final AtomicLongArray refusals = new AtomicLongArray(FrameRefusal.values().length);

    public long get(Counter counter) {
        return values.get(counter.ordinal());
    }

    /** Frames refused for this reason. */
    public long refused(FrameRefusal reason) {
        return refusals.get(reason.ordinal());
    }

    /** Frames refused for any reason. */
    public long refused() {
        long sum = 0;
        for (int i = 0; i < refusals.length(); i++) {
            sum += refusals.get(i);
        }
        return sum;
    }

    /** All counters now. */
    public Map<Counter, Long> snapshot() {
        Map<Counter, Long> snapshot = new EnumMap<>(Counter.class);
        for (Counter counter : COUNTERS) {
            snapshot.put(counter, get(counter));
        }
        return snapshot;
    }

    void add(Counter counter, long amount) {
        int at = counter.ordinal();
        values.setOpaque(at, values.getOpaque(at) + amount);
    }

    void refuse(FrameRefusal reason) {
        int at = reason.ordinal();
        refusals.setOpaque(at, refusals.getOpaque(at) + 1);
    }
}
