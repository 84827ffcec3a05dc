package org.steelworks.ops.wiring;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.steelworks.ops.process.SlotStatus;

/** The latest word of each worker slot of a node. Any thread. */
final class SlotBook {
    private final int count;
    private final Map<Integer, SlotStatus> slots = new ConcurrentHashMap<>();

    /** @param count slots of the node */
    SlotBook(int count) {
        this.count = count;
    }

    void changed(SlotStatus status) {
        slots.put(status.worker().slot(), status);
    }

    /** Why no slot starts a process any more: the last failure of the first one. Empty while one may. */
    String givenUp() {
        boolean all = slots.size() == count
                && slots.values().stream().allMatch(slot -> slot.state() == SlotStatus.State.FAILED);
        return all && count > 0 ? "worker 0 was " + slots.get(0).lastFailure() : "";
    }
}
