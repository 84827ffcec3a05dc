package org.steelworks.core.aeron;

import java.nio.ByteBuffer;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.PlaceFrame;

/** An item on its way into a log, by reference to its owner's memory; or, in one chunk, the place where it lies. */
final class PendingSend {
    private final FrameKey key;
    private final ByteBuffer payload;
    private final int offset;
    private final int length;
    private final SendListener listener;
    /** Bytes of the item where only its place is sent, else -1. */
    private final int placedLength;

    private int sent;
    private LinkFaults.Fate fate;

    PendingSend(FrameKey key, ByteBuffer payload, int offset, int length, SendListener listener) {
        this(key, payload, offset, length, listener, -1);
    }

    private PendingSend(
            FrameKey key, ByteBuffer payload, int offset, int length, SendListener listener, int placedLength) {
        this.key = key;
        this.payload = payload;
        this.offset = offset;
        this.length = length;
        this.listener = listener;
        this.placedLength = placedLength;
    }

    /** An item of {@code length} bytes that the receiver copies itself. */
    static PendingSend placed(FrameKey key, PlaceFrame place, int length, SendListener listener) {
        ByteBuffer bytes = place.encode();
        return new PendingSend(key, bytes, 0, bytes.remaining(), listener, length);
    }

    /** Whether the payload is the item's place. */
    boolean isPlace() {
        return placedLength >= 0;
    }

    /** Bytes of the item, wherever they are. */
    int itemLength() {
        return isPlace() ? placedLength : length;
    }

    FrameKey key() {
        return key;
    }

    ByteBuffer payload() {
        return payload;
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
