package org.steelworks.data.actor;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** The buffers between a run's shards and the logs of its members: as many as were made, never more. One thread. */
final class BlockBuffers {
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private final int count;
    private final int bytes;

    /** @throws OutOfMemoryError when the process has no direct memory for them */
    BlockBuffers(int count, int bytes) {
        this.count = count;
        this.bytes = bytes;
        for (int i = 0; i < count; i++) {
            free.addLast(ByteBuffer.allocateDirect(bytes));
        }
    }

    int count() {
        return count;
    }

    /** Length of each. */
    int bytes() {
        return bytes;
    }

    int free() {
        return free.size();
    }

    /** An empty buffer, null while all are in use. */
    ByteBuffer take() {
        ByteBuffer buffer = free.pollFirst();
        return buffer == null ? null : buffer.clear();
    }

    void giveBack(ByteBuffer buffer) {
        free.addFirst(buffer);
    }
}
