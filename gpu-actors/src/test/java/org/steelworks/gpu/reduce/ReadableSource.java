package org.steelworks.gpu.reduce;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;
import org.steelworks.core.aeron.RemoteItem;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.BufferSource;

/** Memory that others read whenever they get to it, unless it was renewed since. */
final class ReadableSource implements BufferSource {
    private final List<Buffer> buffers = new ArrayList<>();

    /** Bytes that there is still room for. */
    long room = Long.MAX_VALUE;

    private static final class Buffer {
        private final ByteBuffer bytes;
        private int edition;

        Buffer(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        boolean holds(ByteBuffer part) {
            long from = BufferUtil.address(part) + part.position() - BufferUtil.address(bytes);
            return from >= 0 && from + part.remaining() <= bytes.capacity();
        }
    }

    /** A reader's item of some bytes, as sent now. */
    final class Sent implements RemoteItem {
        private final ByteBuffer bytes;
        private final Buffer buffer;
        private final int edition;
        int open;

        private Sent(ByteBuffer bytes) {
            this.bytes = bytes;
            this.buffer = find(bytes);
            this.edition = buffer.edition;
        }

        @Override
        public View open() {
            open++;
            return new View() {
                @Override
                public ByteBuffer bytes() {
                    return bytes.asReadOnlyBuffer().order(bytes.order());
                }

                @Override
                public boolean intact() {
                    return buffer.edition == edition;
                }

                @Override
                public void close() {
                    open--;
                }
            };
        }
    }

    Sent send(ByteBuffer bytes) {
        return new Sent(bytes);
    }

    int count() {
        return buffers.size();
    }

    private Buffer find(ByteBuffer part) {
        return buffers.stream().filter(buffer -> buffer.holds(part)).findFirst().orElse(null);
    }

    @Override
    public ByteBuffer allocate(long bytes) {
        ByteBuffer buffer = AlignedBuffers.allocate(bytes);
        buffers.add(new Buffer(buffer));
        return buffer;
    }

    @Override
    public boolean shares(ByteBuffer buffer) {
        return find(buffer) != null;
    }

    @Override
    public boolean hasRoom(long bytes) {
        return bytes <= room;
    }

    @Override
    public void renew(ByteBuffer buffer) {
        Buffer found = find(buffer);
        if (found != null) {
            found.edition++;
        }
    }
}
