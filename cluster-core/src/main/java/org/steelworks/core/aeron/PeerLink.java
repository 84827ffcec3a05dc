package org.steelworks.core.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.exceptions.RegistrationException;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.aeron.DataPlaneCounters.Counter;
import org.steelworks.core.frame.FrameKey;

/**
 * One peer's publication and what waits for it.
 *
 * <p>Transitions: WAITING → OPENING (time came); OPENING → OPEN (driver answered) or WAITING (driver refused); OPEN →
 * WAITING (closed by the driver, or without reader for too long); any → CLOSED (disconnected).
 */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    private enum State {
        WAITING,
        OPENING,
        OPEN,
        CLOSED
    }

    private final PeerId peer;
    private final Endpoint endpoint;
    private final StreamPlan.Route route;
    private final Aeron client;
    private final AeronSettings settings;
    private final DataPlaneCounters counters;
    private final SendQueue queue;
    private final ChunkWriter writer;

    private State state = State.WAITING;
    private ExclusivePublication publication;
    private long registration;
    private boolean connected;
    private boolean progressing;
    private long dueNs;
    private long backoffNs;

    PeerLink(PeerId peer, Endpoint endpoint, StreamPlan.Route route, SenderContext context, long nowNs) {
        this.peer = peer;
        this.endpoint = endpoint;
        this.route = route;
        this.client = context.client();
        this.settings = context.settings();
        this.counters = context.counters();
        this.queue = new SendQueue(settings.queuedItems());
        this.writer = new ChunkWriter(peer, context.faults(), counters);
        this.backoffNs = settings.reopenFirstNs();
        this.dueNs = nowNs;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Whether the peer can read this process's shared memory. */
    boolean sharesMemory() {
        return route.shared();
    }

    boolean connected() {
        return state == State.OPEN && publication.isConnected();
    }

    int queued() {
        return queue.size();
    }

    SendResult send(PendingSend item, int burst, long nowNs) {
        if (state == State.CLOSED) {
            return SendResult.CLOSED;
        }
        if (!connected()) {
            return SendResult.NOT_CONNECTED;
        }
        if (!queue.offer(item)) {
            counters.add(Counter.BACK_PRESSURED, 1);
            return SendResult.BACK_PRESSURED;
        }
        progress(burst, nowNs);
        return SendResult.SENT;
    }

    /** Brings the publication and at most {@code burst} chunks forward. @return how much was done */
    int doWork(int burst, long nowNs) {
        return switch (state) {
            case WAITING -> whileWaiting(nowNs);
            case OPENING -> whileOpening(nowNs);
            case OPEN -> whileOpen(burst, nowNs);
            case CLOSED -> 0;
        };
    }

    void cancel(Predicate<FrameKey> which) {
        drop(queue.removeAll(which));
    }

    /** @param revoke whether the reader loses what it has not read; else that lingers for it */
    void close(boolean revoke, long nowNs) {
        if (state != State.CLOSED) {
            release(revoke);
            transition(State.CLOSED, nowNs, "disconnected");
            cancel(key -> true);
        }
    }

    private int whileWaiting(long nowNs) {
        if (dueNs - nowNs > 0) {
            return 0;
        }
        registration = client.asyncAddExclusivePublication(route.channel(), route.stream());
        transition(State.OPENING, nowNs, route.reason());
        return 1;
    }

    private int whileOpening(long nowNs) {
        try {
            publication = client.getExclusivePublication(registration);
        } catch (RegistrationException e) {
            LOG.warn("the media driver refused a stream to {} on {}: {}", peer, route.channel(), e.getMessage());
            retryLater(nowNs, "refused by the driver");
            return 1;
        }
        if (publication == null) {
            return 0;
        }
        connected = false;
        dueNs = nowNs + backoffNs;
        transition(State.OPEN, nowNs, "opened by the driver");
        return 1;
    }

    private int whileOpen(int burst, long nowNs) {
        if (publication.isClosed()) {
            reopen(nowNs, "closed by the driver");
            return 1;
        }
        if (publication.isConnected()) {
            if (!connected) {
                connected = true;
                backoffNs = settings.reopenFirstNs();
                LOG.debug("stream to {} has its reader", peer);
            }
            return progress(burst, nowNs);
        }
        if (connected) {
            connected = false;
            dueNs = nowNs + backoffNs;
            LOG.debug("stream to {} lost its reader, {} items dropped", peer, queue.size());
            writer.clear();
            cancel(key -> true);
        } else if (dueNs - nowNs <= 0) {
            reopen(nowNs, "no reader");
        }
        return 0;
    }

    private int progress(int burst, long nowNs) {
        if (progressing) {
            // A listener sends from inside its callback: the loop below goes on with what it queued.
            return 0;
        }
        progressing = true;
        try {
            int done = writer.release(publication, nowNs);
            while (done < burst && state == State.OPEN && step(nowNs)) {
                done++;
            }
            return done;
        } finally {
            progressing = false;
        }
    }

    /** One chunk. @return false if nothing waits, or the log has no room */
    private boolean step(long nowNs) {
        PendingSend item = queue.next();
        if (item == null) {
            return false;
        }
        int chunk = writer.write(publication, item, nowNs);
        if (chunk < 0) {
            return false;
        }
        if (item.advance(chunk)) {
            queue.removeNext(item);
            counters.add(Counter.ITEMS_OUT, 1);
            item.end(SendListener.Outcome.LOGGED);
        }
        return true;
    }

    private void reopen(long nowNs, String reason) {
        release(true);
        writer.clear();
        counters.add(Counter.REOPENED, 1);
        retryLater(nowNs, reason);
        cancel(key -> true);
    }

    private void retryLater(long nowNs, String reason) {
        dueNs = nowNs + backoffNs;
        backoffNs = Math.min(2 * backoffNs, settings.reopenLastNs());
        transition(State.WAITING, nowNs, reason);
    }

    private void release(boolean revoke) {
        if (client.isClosed()) {
            return;
        }
        if (state == State.OPENING) {
            client.asyncRemovePublication(registration);
        } else if (state == State.OPEN) {
            if (revoke) {
                publication.revoke();
            } else {
                publication.close();
            }
        }
    }

    private void drop(List<PendingSend> items) {
        for (PendingSend item : items) {
            counters.add(Counter.DROPPED_ITEMS, 1);
            item.end(SendListener.Outcome.DROPPED);
        }
    }

    private void transition(State next, long nowNs, String reason) {
        LOG.debug("stream to {}: {} -> {} at {} ns, {}", peer, state, next, nowNs, reason);
        state = next;
    }
}
