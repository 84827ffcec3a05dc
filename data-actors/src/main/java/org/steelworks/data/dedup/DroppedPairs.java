package org.steelworks.data.dedup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The first dropped documents of each part of the inputs, and for each the document that stands for it. However the
 * documents come, the result is the same. Bounded; not thread-safe.
 */
final class DroppedPairs {
    private final long[] partEnds;
    private final int most;
    private final List<TreeMap<Long, Long>> parts = new ArrayList<>();

    /**
     * @param partEnds number of the first document behind each part, rising
     * @param most pairs of a part
     */
    DroppedPairs(long[] partEnds, int most) {
        this.partEnds = partEnds;
        this.most = most;
        for (int i = 0; i < partEnds.length; i++) {
            parts.add(new TreeMap<>());
        }
    }

    /** One of the same parts and bound without pairs. */
    DroppedPairs empty() {
        return new DroppedPairs(partEnds, most);
    }

    /** @param other document that stands for it, or a number by which that is found later */
    void offer(long dropped, long other) {
        int part = 0;
        while (dropped >= partEnds[part]) {
            part++;
        }
        TreeMap<Long, Long> first = parts.get(part);
        if (first.size() < most || dropped < first.lastKey()) {
            first.put(dropped, other);
            if (first.size() > most) {
                first.pollLastEntry();
            }
        }
    }

    /** Those of one part, by the number of the dropped document. */
    Map<Long, Long> of(int part) {
        return parts.get(part);
    }

    /** Takes a pair. */
    interface Sink {
        void accept(long dropped, long other);
    }

    void each(Sink sink) {
        parts.forEach(part -> part.forEach(sink::accept));
    }
}
