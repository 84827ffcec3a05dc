package org.steelworks.ops.process;

import java.time.Instant;
import org.steelworks.core.id.WorkerId;

/**
 * A worker slot as its node sees it now.
 *
 * @param pid of its process, 0 where there is none
 * @param incarnation of that process
 * @param restarts of the slot in this life of its node
 * @param run it serves, or empty
 * @param lastFailure how the last process ended, or empty
 * @param lastProgress when the process last said something, or null
 */
public record SlotStatus(
        WorkerId worker,
        State state,
        long pid,
        long incarnation,
        int restarts,
        String run,
        String lastFailure,
        Instant lastProgress) {
    /** States of a slot. */
    public enum State {
        /** The process runs but has not reported itself up. */
        STARTING,
        /** Up, serving nobody. */
        IDLE,
        /** Up, serving a run. */
        IN_RUN,
        /** The process ended; the next one is about to start. */
        BACKOFF,
        /** Given up until somebody asks for a restart. */
        FAILED
    }
}
