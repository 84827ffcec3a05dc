package org.steelworks.data.actor;

import java.util.concurrent.atomic.AtomicLongArray;

/** What a feed agent has done since its start, over all runs. Written by its thread, read by any. */
public final class FeedCounters {
    /** What is counted. */
    public enum Counter {
        /** Leaves asked for. */
        ASKED,
        /** Of those, leaves that were already waiting or on their way to that member. */
        REPEATED,
        /** Of those, leaves turned away because the member waits for too many; the nearest steps are kept. */
        TURNED_AWAY,
        /** Requests that no leaf of the run answers: not decodable, or of leaves or steps that do not exist. */
        SENSELESS,
        /** Leaves read from shards. */
        READ,
        /** Leaves whose bytes are all in a member's log. */
        LOGGED,
        /** Leaves given up on the way: the generation ended, or the member is gone. */
        DROPPED
    }

    private final AtomicLongArray values = new AtomicLongArray(Counter.values().length);

    public long get(Counter counter) {
        return values.get(counter.ordinal());
    }

    void add(Counter counter) {
        values.incrementAndGet(counter.ordinal());
    }
}
