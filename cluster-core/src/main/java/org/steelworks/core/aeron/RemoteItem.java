package org.steelworks.core.aeron;

import java.nio.ByteBuffer;

/** An item that lies in the memory of another process of this machine. Any thread. */
@FunctionalInterface
public interface RemoteItem {
    /** Makes the item readable; null if its sender has given its memory back. Whoever opens it closes it. */
    View open();

    /** The item's bytes for a while. One thread. */
    interface View extends AutoCloseable {
        /** Read-only and little-endian; its sender may overwrite them at any time. Not to be used once this is closed. */
        ByteBuffer bytes();

        /**
         * Whether all that was read so far was the item. If not, its sender overwrites it or is about to: what was made of it
         * means nothing, and it will not come back.
         */
        boolean intact();

        @Override
        void close();
    }
}
