package org.steelworks.ops.process;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.steelworks.core.aeron.StreamPlan;

/**
 * Inbox streams of worker processes: none is used twice in the life of a media driver. So there is one for each driver,
 * and it outlives actors and actor systems as the driver does. Thread-safe.
 */
public final class WorkerStreams {
    private final Map<Integer, Integer> starts = new ConcurrentHashMap<>();

    /** The stream of the next process of a slot. */
    int next(int slot) {
        return StreamPlan.inboxStream(slot, starts.merge(slot, 1, Integer::sum));
    }
}
