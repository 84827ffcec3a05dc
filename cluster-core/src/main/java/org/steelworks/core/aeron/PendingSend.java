package org.steelworks.core.aeron;

import java.nio.ByteBuffer;
import org.steelworks.core.frame.FrameKey;

/** An item on its way into a log, by reference to its owner's memory. */
final class PendingSend {
    private final FrameKey key;
    private final ByteBuffer payload;
    private final int offset;
    private final int length;
    private final SendListener listener;
    private int sent;
    private LinkFaults.Fate fate;

    PendingSend(FrameKey key, ByteBuffer payload, int offset, int length, SendListener listener) {
        this.key = key;
        this.payload = payload;
        this.offset = offset;
        this.length = length;
        this.listener = listener;
    }

    FrameKey key() {
        return key;
    }

    ByteBuffer payload() {
        return payload;
    }

    int length() {
        return length;
    }

    /** Bytes that left. */
    int sent() {
        return sent;
    }

    /** Where the next chunk starts in {@link #payload()}. */
    int nextByte() {
        return offset + sent;
    }

    int nextChunk(int largest) {
        return Math.min(largest, length - sent);
    }

    /** The link's answer for the next chunk: asked once, however often the log has no room. */
    LinkFaults.Fate fate(LinkFaults faults, PeerId peer) {
        if (fate == null) {
            fate = faults.fate(peer, key, sent);
        }
        return fate;
    }

    /** The next chunk left. @return whether it was the last */
    boolean advance(int chunk) {
        sent += chunk;
        fate = null;
        return sent == length;
    }

    void end(SendListener.Outcome outcome) {
        listener.onDone(key, outcome);
    }
}
