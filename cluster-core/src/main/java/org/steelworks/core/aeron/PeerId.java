package org.steelworks.core.aeron;

import org.steelworks.core.id.WorkerId;

/** Names who is at the other end of a pair of streams: a worker, or a supervisor of shards. */
public record PeerId(String value) {
    public static PeerId of(WorkerId worker) {
        return new PeerId(worker.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
