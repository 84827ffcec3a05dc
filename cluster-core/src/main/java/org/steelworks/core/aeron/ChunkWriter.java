package org.steelworks.core.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.logbuffer.BufferClaim;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.steelworks.core.aeron.DataPlaneCounters.Counter;
import org.steelworks.core.frame.FrameEncoder;

/** Puts the chunks of one peer's items into its log, or does to them what the link's faults say. */
final class ChunkWriter {
    /** Chunks start at a cache line of the item, whatever the MTU is. */
    private static final int CHUNK_MULTIPLE = 64;

    /** A log that turns its term asks for one more try. */
    private static final int TRIES = 3;

    private static final int MAX_HELD = 1024;

    private final PeerId peer;
    private final LinkFaults faults;
    private final DataPlaneCounters counters;
    private final FrameEncoder encoder = new FrameEncoder();
    private final BufferClaim claim = new BufferClaim();
    private final Deque<HeldFrame> held = new ArrayDeque<>();

    ChunkWriter(PeerId peer, LinkFaults faults, DataPlaneCounters counters) {
        this.peer = peer;
        this.faults = faults;
        this.counters = counters;
    }

    /** A frame that a faulty link holds back. */
    private record HeldFrame(UnsafeBuffer frame, long dueNs) {}

    /** @return bytes of the item that left, or that the link ate; -1 if the log has no room or no reader */
    int write(ExclusivePublication publication, PendingSend item, long nowNs) {
        int chunk = item.nextChunk(largestChunk(publication));
        if (faults == LinkFaults.NONE) {
            return claimed(publication, item, chunk, false) ? chunk : -1;
        }
        return switch (item.fate(faults, peer)) {
            case PASS -> claimed(publication, item, chunk, false) ? chunk : -1;
            case CORRUPT -> claimed(publication, item, chunk, true) ? chunk : -1;
            case DROP -> chunk;
            case DELAY -> {
                hold(item, chunk, nowNs + faults.delayNs());
                yield chunk;
            }
            case DUPLICATE -> {
                if (!claimed(publication, item, chunk, false)) {
                    yield -1;
                }
                hold(item, chunk, nowNs);
                yield chunk;
            }
        };
    }

    /** Lets held frames go that are due. @return how many left */
    int release(ExclusivePublication publication, long nowNs) {
        int left = 0;
        while (!held.isEmpty() && held.peekFirst().dueNs() - nowNs <= 0) {
            UnsafeBuffer frame = held.peekFirst().frame();
            if (offered(publication, frame) < 0) {
                return left;
            }
            held.removeFirst();
            count(frame.capacity());
            left++;
        }
        return left;
    }

    /** Forgets what is held. */
    void clear() {
        held.clear();
    }

    private static int largestChunk(ExclusivePublication publication) {
        int room = publication.maxPayloadLength() - FrameEncoder.HEADER_LENGTH;
        return room - room % CHUNK_MULTIPLE;
    }

    private boolean claimed(ExclusivePublication publication, PendingSend item, int chunk, boolean corrupt) {
        int length = FrameEncoder.HEADER_LENGTH + chunk;
        long position = Publication.ADMIN_ACTION;
        for (int i = 0; i < TRIES && position == Publication.ADMIN_ACTION; i++) {
            position = publication.tryClaim(length, claim);
        }
        if (position < 0) {
            return false;
        }
        boolean complete = false;
        try {
            encode(claim.buffer(), claim.offset(), item, chunk);
            if (corrupt) {
                flip(claim.buffer(), claim.offset() + length - 1);
            }
            complete = true;
        } finally {
            // An open claim would stall the stream for everybody until the driver unblocks it.
            if (complete) {
                claim.commit();
            } else {
                claim.abort();
            }
        }
        count(length);
        return true;
    }

    private void encode(MutableDirectBuffer buffer, int offset, PendingSend item, int chunk) {
        buffer.putBytes(offset + FrameEncoder.HEADER_LENGTH, item.payload(), item.nextByte(), chunk);
        if (item.isPlace()) {
            encoder.encodePlace(buffer, offset, item.key(), item.itemLength());
        } else {
            encoder.encode(buffer, offset, item.key(), item.itemLength(), item.sent(), chunk);
        }
    }

    private void hold(PendingSend item, int chunk, long dueNs) {
        if (held.size() == MAX_HELD) {
            held.removeFirst();
        }
        UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameEncoder.HEADER_LENGTH + chunk]);
        encode(frame, 0, item, chunk);
        held.addLast(new HeldFrame(frame, dueNs));
    }

    private static long offered(ExclusivePublication publication, UnsafeBuffer frame) {
        long position = Publication.ADMIN_ACTION;
        for (int i = 0; i < TRIES && position == Publication.ADMIN_ACTION; i++) {
            position = publication.offer(frame, 0, frame.capacity());
        }
        return position;
    }

    private static void flip(MutableDirectBuffer buffer, int at) {
        buffer.putByte(at, (byte) (buffer.getByte(at) ^ 1));
    }

    private void count(int frameBytes) {
        counters.add(Counter.FRAMES_OUT, 1);
        counters.add(Counter.BYTES_OUT, frameBytes);
    }
}
