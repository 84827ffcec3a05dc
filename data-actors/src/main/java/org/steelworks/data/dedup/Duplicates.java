package org.steelworks.data.dedup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Which documents are duplicates, and by which deduplicator. In a file until closed. One thread fills it, then any may ask. */
public final class Duplicates implements Closeable {
    /** Pairs that are known of a part of the inputs and a deduplicator. */
    public static final int PAIRS = 10;

    private static final int PER_LONG = Long.BYTES;

    private final MappedLongs marks;
    private final long[] counts;
    private final List<DroppedPairs> pairs = new ArrayList<>();

    /**
     * @param partEnds number of the first document behind each part of the inputs, the last one's is that of all documents
     * @param deduplicators at most 255
     */
    Duplicates(Path file, long[] partEnds, int deduplicators) throws IOException {
        if (deduplicators > 0xFF) {
            throw new IllegalArgumentException(deduplicators + " deduplicators are more than 255");
        }
        long documents = partEnds[partEnds.length - 1];
        marks = new MappedLongs(file, (documents + PER_LONG - 1) / PER_LONG);
        counts = new long[deduplicators];
        for (int i = 0; i < deduplicators; i++) {
            pairs.add(new DroppedPairs(partEnds, PAIRS));
        }
    }

    /** Number, from 1, of the deduplicator that drops the document; 0 where it stays. */
    public int droppedBy(long document) {
        return (int) (marks.get(document / PER_LONG) >>> shift(document)) & 0xFF;
    }

    /** Documents that a deduplicator drops; its number is from 1. */
    public long count(int deduplicator) {
        return counts[deduplicator - 1];
    }

    /**
     * The first documents of a part of the inputs that a deduplicator drops, each with the one that stays in its place.
     * That one may be of another part, and a later deduplicator may have dropped it.
     *
     * @param deduplicator its number, from 1
     * @param part from 0
     */
    public Map<Long, Long> pairs(int deduplicator, int part) {
        return Collections.unmodifiableMap(pairs.get(deduplicator - 1).of(part));
    }

    /** An empty collection of pairs of the same parts and bound. */
    DroppedPairs morePairs() {
        return pairs.get(0).empty();
    }

    /** @param kept the document that stays in its place */
    void drop(long document, long kept, int deduplicator) {
        pairs.get(deduplicator - 1).offer(document, kept);
        mark(document, deduplicator);
    }

    /** Drops a document whose pair is not known yet. */
    void mark(long document, int deduplicator) {
        marks.put(document / PER_LONG, marks.get(document / PER_LONG) | (long) deduplicator << shift(document));
        counts[deduplicator - 1]++;
    }

    /** Says later what stays in the place of a document that is marked. */
    void pair(long document, long kept, int deduplicator) {
        pairs.get(deduplicator - 1).offer(document, kept);
    }

    private static int shift(long document) {
        return (int) (document % PER_LONG) * Byte.SIZE;
    }

    @Override
    public void close() {
        marks.close();
    }
}
