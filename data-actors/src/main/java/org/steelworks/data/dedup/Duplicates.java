package org.steelworks.data.dedup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Which documents are duplicates, and by which deduplicator. In a file until closed. Not thread-safe. */
public final class Duplicates implements Closeable {
    private static final int PER_LONG = Long.BYTES;

    private final MappedLongs marks;
    private final long[] counts;

    /** @param deduplicators at most 255 */
    Duplicates(Path file, long documents, int deduplicators) throws IOException {
        if (deduplicators > 0xFF) {
            throw new IllegalArgumentException(deduplicators + " deduplicators are more than 255");
        }
        marks = new MappedLongs(file, (documents + PER_LONG - 1) / PER_LONG);
        counts = new long[deduplicators];
    }

    /** Number, from 1, of the deduplicator that drops the document; 0 where it stays. */
    public int droppedBy(long document) {
        return (int) (marks.get(document / PER_LONG) >>> shift(document)) & 0xFF;
    }

    /** Documents that a deduplicator drops; its number is from 1. */
    public long count(int deduplicator) {
        return counts[deduplicator - 1];
    }

    void drop(long document, int deduplicator) {
        marks.put(document / PER_LONG, marks.get(document / PER_LONG) | (long) deduplicator << shift(document));
        counts[deduplicator - 1]++;
    }

    private static int shift(long document) {
        return (int) (document % PER_LONG) * Byte.SIZE;
    }

    @Override
    public void close() {
        marks.close();
    }
}
