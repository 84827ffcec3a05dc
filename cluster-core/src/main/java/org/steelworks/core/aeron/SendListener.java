package org.steelworks.core.aeron;

import org.steelworks.core.frame.FrameKey;

/** Learns when the memory of an item that was {@link SendResult#SENT} may be reused. */
@FunctionalInterface
public interface SendListener {
    /** For memory that never changes. */
    SendListener NONE = (key, outcome) -> {};

    /** How an item ended. */
    enum Outcome {
        /** All bytes are in the log. That is not receipt: a reader may still ask for it again. */
        LOGGED,
        /** Given up: its generation was cancelled, or the peer is gone. */
        DROPPED
    }

    /** Called once per item, on the thread of the data plane, possibly before {@code send} returns. */
    void onDone(FrameKey key, Outcome outcome);
}
