package org.steelworks.core.aeron;

import java.nio.ByteBuffer;
import org.steelworks.core.frame.FrameKey;

/** Gives received items their memory. All calls come from the thread of the data plane. */
public interface ChunkSink {
    /**
     * Called at the first chunk of an item that is not partly received.
     *
     * @param totalLength bytes of the item; whoever expects another length answers null
     * @return where the item belongs, from the buffer's position on; null if it is not wanted. An item that is already
     *     complete must be answered null: a late duplicate would overwrite what became of it
     */
    ByteBuffer destination(FrameKey key, int totalLength);

    /**
     * An item can be copied from the memory of its sender.
     *
     * @return true if the sink takes it this way, and copies what it needs when it needs it; false if it is to arrive like
     *     others: at {@link #destination}, at once
     */
    default boolean onRemote(FrameKey key, int totalLength, RemoteItem item) {
        return false;
    }

    /**
     * Every byte of the item has arrived.
     *
     * @param memory the buffer that {@link #destination} gave
     */
    void onComplete(FrameKey key, ByteBuffer memory);

    /** A partly received item was given up; nothing will be written to {@code memory} any more. */
    default void onAbandoned(FrameKey key, ByteBuffer memory) {}
}
