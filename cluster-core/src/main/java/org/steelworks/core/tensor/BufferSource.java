package org.steelworks.core.tensor;

import java.nio.ByteBuffer;

/** Where large buffers come from: memory of this process alone, or memory that other processes of the machine can read. */
public interface BufferSource {
    /** Memory of this process alone. */
    BufferSource PRIVATE = new BufferSource() {
        @Override
        public ByteBuffer allocate(long bytes) {
            return AlignedBuffers.allocate(bytes);
        }

        @Override
        public boolean shares(ByteBuffer buffer) {
            return false;
        }

        @Override
        public boolean hasRoom(long bytes) {
            return false;
        }

        @Override
        public void renew(ByteBuffer buffer) {}
    };

    /** A zeroed buffer with all the promises of {@link AlignedBuffers#allocate(long)}. Any thread. */
    ByteBuffer allocate(long bytes);

    /** Whether other processes can read this buffer of the source, or a part of one, where it lies. Any thread. */
    boolean shares(ByteBuffer buffer);

    /** Whether there is room now for so many bytes more that other processes can read. Any thread. */
    boolean hasRoom(long bytes);

    /**
     * What was sent so far from a buffer of this source is about to be overwritten: a receiver that has not read all of an item
     * by now does not get it. To be called before the first such byte is written. Any thread.
     *
     * @param buffer or any part of it
     */
    void renew(ByteBuffer buffer);
}
