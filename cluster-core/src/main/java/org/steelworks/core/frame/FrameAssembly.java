package org.steelworks.core.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The items that are partly received: a bounded number, in order of their last progress. One thread at a time. */
public final class FrameAssembly {
    private final int maxItems;
    private final Map<FrameKey, PartialItem> items = new LinkedHashMap<>(16, 0.75f, true);
    private PartialItem last;

    /** @param maxItems items that may be partly received at once */
    public FrameAssembly(int maxItems) {
        if (maxItems < 1) {
            throw new IllegalArgumentException("an assembly needs room for at least one item, not " + maxItems);
        }
        this.maxItems = maxItems;
    }

    /** The item under {@code key}, null if none was begun. */
    public PartialItem find(FrameKey key) {
        if (last != null && last.key().equals(key)) {
            return last;
        }
        touchLast();
        PartialItem found = items.get(key);
        if (found != null) {
            last = found;
        }
        return found;
    }

    /**
     * Begins an item.
     *
     * @param memory its bytes go to {@code memory.position()} and on; needs {@code totalLength} remaining
     */
    public PartialItem begin(FrameKey key, int totalLength, ByteBuffer memory) {
        if (memory.remaining() < totalLength) {
            throw new IllegalArgumentException(
                    "memory of " + memory.remaining() + " bytes given for " + totalLength + " bytes of " + key);
        }
        touchLast();
        last = new PartialItem(key, totalLength, memory);
        items.put(key, last);
        return last;
    }

    /** The item longest without progress if there are more than fit, else null; it is forgotten. */
    public PartialItem evict() {
        if (items.size() <= maxItems) {
            return null;
        }
        Iterator<PartialItem> oldest = items.values().iterator();
        PartialItem evicted = oldest.next();
        oldest.remove();
        if (evicted == last) {
            last = null;
        }
        return evicted;
    }

    /** The last item made progress without a look-up: the map's order must know before another one takes its place. */
    private void touchLast() {
        if (last != null) {
            items.get(last.key());
        }
    }

    /** Forgets one item. */
    public void forget(FrameKey key) {
        items.remove(key);
        if (last != null && last.key().equals(key)) {
            last = null;
        }
    }

    /** Forgets and returns the items that match. */
    public List<PartialItem> forgetAll(Predicate<FrameKey> which) {
        List<PartialItem> forgotten = new ArrayList<>();
        for (PartialItem item : List.copyOf(items.values())) {
            if (which.test(item.key())) {
                forgotten.add(item);
                forget(item.key());
            }
        }
        return forgotten;
    }

    public int size() {
        return items.size();
    }
}
