package org.steelworks.data.actor;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.steelworks.core.aeron.PeerId;

/** What one member of a generation has asked for and not got: nearest step first, each leaf once, bounded. One thread. */
final class FeedMember {
    /** A leaf that is asked for. */
    record Ask(long step, int leaf) {}

    /** What became of a request for a leaf. */
    enum Taken {
        /** It waits. */
        WAITS,
        /** It waited or was on its way already. */
        REPEATED,
        /** It, or one of a later step, was turned away. */
        CROWDED
    }

    private final PeerId peer;
    private final int maxWaiting;
    private final TreeSet<Ask> waiting =
            new TreeSet<>(Comparator.comparingLong(Ask::step).thenComparingInt(Ask::leaf));
    private final Set<Ask> sending = new HashSet<>();
    private int room = Integer.MAX_VALUE;

    FeedMember(PeerId peer, int maxWaiting) {
        this.peer = peer;
        this.maxWaiting = maxWaiting;
    }

    PeerId peer() {
        return peer;
    }

    Taken ask(Ask ask) {
        if (sending.contains(ask) || !waiting.add(ask)) {
            return Taken.REPEATED;
        }
        if (waiting.size() <= maxWaiting) {
            return Taken.WAITS;
        }
        waiting.pollLast();
        return Taken.CROWDED;
    }

    /** The most urgent leaf, null if none waits. */
    Ask next() {
        return waiting.isEmpty() ? null : waiting.first();
    }

    int waiting() {
        return waiting.size();
    }

    /** Whether another item may join the {@code queued} ones of the member's stream. */
    boolean hasRoom(int queued, int share) {
        return queued < Math.min(share, room);
    }

    /** The stream took no more than {@code queued} items: no reading from disk for more. */
    void refusedBeyond(int queued) {
        room = Math.max(1, queued);
    }

    void begin(Ask ask) {
        waiting.remove(ask);
        sending.add(ask);
    }

    /** The stream did not take it. */
    void undo(Ask ask) {
        sending.remove(ask);
        waiting.add(ask);
    }

    /** Its memory is free; if the member lacks it still, it asks again. */
    void end(Ask ask) {
        sending.remove(ask);
    }
}
