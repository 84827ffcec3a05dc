package org.steelworks.core.aeron;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.steelworks.core.frame.FrameKey;

/** Items waiting for one peer: urgent ones first, each sort in order of arrival and bounded by itself. */
final class SendQueue {
    private final int maxItems;
    private final Deque<PendingSend> urgent = new ArrayDeque<>();
    private final Deque<PendingSend> bulk = new ArrayDeque<>();

    SendQueue(int maxItems) {
        this.maxItems = maxItems;
    }

    /** @return false if there is no room; nothing changed then */
    boolean offer(PendingSend item) {
        Deque<PendingSend> queue = queueOf(item.key());
        if (queue.size() == maxItems) {
            return false;
        }
        queue.addLast(item);
        return true;
    }

    /** The item whose chunk goes next, null if none waits. */
    PendingSend next() {
        PendingSend first = urgent.peekFirst();
        return first != null ? first : bulk.peekFirst();
    }

    /** Removes what {@link #next()} gave. */
    void removeNext(PendingSend item) {
        queueOf(item.key()).removeFirst();
    }

    /** Removes and returns the items that match. */
    List<PendingSend> removeAll(Predicate<FrameKey> which) {
        List<PendingSend> removed = new ArrayList<>();
        drain(urgent, which, removed);
        drain(bulk, which, removed);
        return removed;
    }

    int size() {
        return urgent.size() + bulk.size();
    }

    private Deque<PendingSend> queueOf(FrameKey key) {
        return key.kind().urgent() ? urgent : bulk;
    }

    private static void drain(Deque<PendingSend> queue, Predicate<FrameKey> which, List<PendingSend> removed) {
        for (Iterator<PendingSend> items = queue.iterator(); items.hasNext(); ) {
            PendingSend item = items.next();
            if (which.test(item.key())) {
                items.remove();
                removed.add(item);
            }
        }
    }
}
