package org.steelworks.core.frame;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/** An item of which some bytes may have arrived, and the memory it is put together in. One thread at a time. */
public final class PartialItem {
    private final FrameKey key;
    private final int totalLength;
    private final ByteBuffer memory;
    private final int base;
    private final ReceivedRanges received = new ReceivedRanges();

    PartialItem(FrameKey key, int totalLength, ByteBuffer memory) {
        this.key = key;
        this.totalLength = totalLength;
        this.memory = memory;
        this.base = memory.position();
    }

    /** What a chunk did to the item. */
    public enum Progress {
        /** It brought bytes, more are missing. */
        PARTIAL,
        /** It brought the last missing bytes. */
        COMPLETE,
        /** All its bytes were there: nothing was written. */
        DUPLICATE,
        /** Too many holes: nothing was written. */
        SCATTERED
    }

    public FrameKey key() {
        return key;
    }

    /** Bytes of the item. */
    public int totalLength() {
        return totalLength;
    }

    /** The memory given for it; the item starts at its position. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Bytes that have arrived. */
    public long receivedBytes() {
        return received.bytes();
    }

    /** Copies a chunk to where it belongs. */
    public Progress accept(DirectBuffer source, int sourceOffset, long payloadOffset, int chunkLength) {
        if (chunkLength > 0 && received.contains(payloadOffset, payloadOffset + chunkLength)) {
            return Progress.DUPLICATE;
        }
        if (!received.add(payloadOffset, payloadOffset + chunkLength)) {
            return Progress.SCATTERED;
        }
        source.getBytes(sourceOffset, memory, base + (int) payloadOffset, chunkLength);
        return received.bytes() == totalLength ? Progress.COMPLETE : Progress.PARTIAL;
    }
}
