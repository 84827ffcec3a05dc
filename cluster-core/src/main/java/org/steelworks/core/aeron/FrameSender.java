package org.steelworks.core.aeron;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.agrona.concurrent.NanoClock;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.PlaceFrame;

/**
 * Sends items to peers, one publication each. Nothing blocks: what the log has no room for stays queued by reference
 * and goes on in {@link #doWork()}, peers taking turns. One thread.
 */
final class FrameSender {
    /** Chunks one peer may send before it is the next one's turn. */
    private static final int BURST = 16;

    private static final PeerLink[] NO_LINKS = {};

    private final SenderContext context;
    private final Endpoint own;
    private final NanoClock clock;
    private final Map<PeerId, PeerLink> links = new LinkedHashMap<>();
    private PeerLink[] turns = NO_LINKS;
    private int firstTurn;

    FrameSender(SenderContext context, Endpoint own, NanoClock clock) {
        this.context = context;
        this.own = own;
        this.clock = clock;
    }

    /** Begins to open the stream to a peer; a stream to another endpoint of the same peer is revoked first. */
    void connect(PeerId peer, Endpoint endpoint) {
        PeerLink present = links.get(peer);
        if (present != null && present.endpoint().equals(endpoint)) {
            return;
        }
        StreamPlan.Route route = StreamPlan.route(own, endpoint, context.settings());
        disconnect(peer, true);
        links.put(peer, new PeerLink(peer, endpoint, route, context, clock.nanoTime()));
        turns = links.values().toArray(NO_LINKS);
    }

    void disconnect(PeerId peer, boolean revoke) {
        PeerLink link = links.remove(peer);
        if (link != null) {
            turns = links.values().toArray(NO_LINKS);
            link.close(revoke, clock.nanoTime());
        }
    }

    boolean connected(PeerId peer) {
        PeerLink link = links.get(peer);
        return link != null && link.connected();
    }

    int queued(PeerId peer) {
        PeerLink link = links.get(peer);
        return link == null ? 0 : link.queued();
    }

    SendResult send(PeerId peer, FrameKey key, ByteBuffer payload, int offset, int length, SendListener listener) {
        if (offset < 0 || length < 0 || offset > payload.capacity() - length) {
            throw new IllegalArgumentException("bytes [" + offset + ", " + ((long) offset + length) + ") of " + key
                    + " lie outside of its buffer of " + payload.capacity());
        }
        PeerLink link = links.get(peer);
        if (link == null) {
            return SendResult.CLOSED;
        }
        PlaceFrame place = link.sharesMemory() ? context.memory().find(payload, offset, length) : null;
        PendingSend item = place == null
                ? new PendingSend(key, payload, offset, length, listener)
                : PendingSend.placed(key, place, length, listener);
        return link.send(item, BURST, clock.nanoTime());
    }

    void cancel(Predicate<FrameKey> which) {
        for (PeerLink link : turns) {
            link.cancel(which);
        }
    }

    /** @return how much was done; 0 means the caller may idle */
    int doWork() {
        PeerLink[] now = turns;
        if (now.length == 0) {
            return 0;
        }
        long nowNs = clock.nanoTime();
        int done = 0;
        firstTurn = (firstTurn + 1) % now.length;
        for (int i = 0; i < now.length; i++) {
            done += now[(firstTurn + i) % now.length].doWork(BURST, nowNs);
        }
        return done;
    }

    void close() {
        long nowNs = clock.nanoTime();
        PeerLink[] last = turns;
        links.clear();
        turns = NO_LINKS;
        for (PeerLink link : last) {
            link.close(false, nowNs);
        }
    }
}
