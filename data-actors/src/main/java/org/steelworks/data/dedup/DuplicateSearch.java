package org.steelworks.data.dedup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.steelworks.data.clean.Deduplicator;
import org.steelworks.data.clean.Likeness;

/**
 * Runs deduplicators one after the other over the signatures of all documents: each sees what the ones before left. The
 * result depends on signatures and their order alone. Not thread-safe.
 */
public final class DuplicateSearch {
    /** 32 MiB, and as much again while sorting. */
    public static final int MEMORY_LONGS = 4 << 20;

    private final SignatureSource source;
    private final List<Deduplicator> deduplicators;
    private final Path folder;
    private final int memoryLongs;
    private final int threads;
    private final Duplicates duplicates;
    /** Number, from 1, of the deduplicator at work, and where its longs begin. */
    private int current;

    private int offset;

    private DuplicateSearch(
            SignatureSource source,
            List<Deduplicator> deduplicators,
            Path folder,
            int memoryLongs,
            int threads,
            Duplicates duplicates) {
        this.source = source;
        this.deduplicators = deduplicators;
        this.folder = folder;
        this.memoryLongs = memoryLongs;
        this.threads = threads;
        this.duplicates = duplicates;
    }

    /**
     * Searches. Takes a few sorts of the signatures.
     *
     * @param signatures files as {@link Signatures} has them, in the order of the inputs
     * @param partEnds of the parts of the inputs for which pairs are wanted: how many documents all files have up to the end
     *     of each; the last one's is that of all documents
     * @param folder an empty one for temporary files and the result's
     * @param memoryLongs held in memory at a time by all threads together, and once more while sorting
     * @param threads that look for near hashes; what they find does not depend on them
     */
    public static Duplicates run(
            List<Path> signatures,
            long[] partEnds,
            List<Deduplicator> deduplicators,
            Path folder,
            int memoryLongs,
            int threads)
            throws IOException {
        int longs =
                deduplicators.stream().mapToInt(Deduplicator::signatureLongs).sum();
        Duplicates duplicates = new Duplicates(folder.resolve("dropped"), partEnds, deduplicators.size());
        try {
            new DuplicateSearch(
                            new SignatureSource(signatures, longs, partEnds[partEnds.length - 1]),
                            deduplicators,
                            folder,
                            memoryLongs,
                            threads,
                            duplicates)
                    .run();
            return duplicates;
        } catch (IOException | RuntimeException e) {
            duplicates.close();
            throw e;
        }
    }

    private void run() throws IOException {
        for (Deduplicator deduplicator : deduplicators) {
            current++;
            Likeness likeness = deduplicator.likeness();
            if (likeness instanceof Likeness.Equal) {
                dropEqual(deduplicator.signatureLongs());
            } else if (likeness instanceof Likeness.Near near) {
                dropNear(near);
            } else if (likeness instanceof Likeness.AnyPairEqual) {
                dropSharing(deduplicator.signatureLongs() / 2);
            }
            offset += deduplicator.signatureLongs();
        }
    }

    /** Every document still there. */
    private void each(SignatureSource.Sink sink) throws IOException {
        source.each((document, signature) -> {
            if (duplicates.droppedBy(document) == 0) {
                sink.accept(document, signature);
            }
        });
    }

    private void drop(long document, long kept) {
        duplicates.drop(document, kept, current);
    }

    private RecordSorter sorter(int longs) {
        return new RecordSorter(folder, longs, memoryLongs);
    }

    private void dropEqual(int longs) throws IOException {
        try (RecordSorter sorter = sorter(longs + 1)) {
            long[] record = new long[longs + 1];
            each((document, signature) -> {
                System.arraycopy(signature, offset, record, 0, longs);
                record[longs] = document;
                sorter.add(record);
            });
            RecordSorter.Sorted sorted = sorter.sorted();
            // the first document of those with equal signatures
            long[] kept = new long[longs + 1];
            for (boolean first = true; sorted.next(record); first = false) {
                if (!first && Arrays.equals(kept, 0, longs, record, 0, longs)) {
                    drop(record[longs], kept[longs]);
                } else {
                    System.arraycopy(record, 0, kept, 0, longs + 1);
                }
            }
        }
    }

    /** The bands of all documents, sorted: documents with equal ones stand side by side. */
    private void dropSharing(int pairs) throws IOException {
        Path file = folder.resolve("clusters");
        try (RecordSorter sorter = sorter(4);
                Clusters clusters = new Clusters(file, source.documents(), document -> document)) {
            each((document, signature) -> {
                for (int pair = 0; pair < pairs; pair++) {
                    int at = offset + 2 * pair;
                    sorter.add(pair, signature[at], signature[at + 1], document);
                }
            });
            RecordSorter.Sorted sorted = sorter.sorted();
            long[] record = new long[4];
            long[] before = new long[4];
            for (boolean first = true; sorted.next(record); first = false) {
                if (!first && Arrays.equals(before, 0, 3, record, 0, 3)) {
                    clusters.join(before[3], record[3]);
                }
                System.arraycopy(record, 0, before, 0, 4);
            }
            each((document, signature) -> {
                long kept = clusters.first(document);
                if (kept != document) {
                    drop(document, kept);
                }
            });
        }
        Files.delete(file);
    }

    private void dropNear(Likeness.Near near) throws IOException {
        Path hashFile = folder.resolve("hashes");
        Path firstFile = folder.resolve("firsts");
        try (MappedLongs hashes = new MappedLongs(hashFile, source.documents());
                MappedLongs firsts = new MappedLongs(firstFile, source.documents())) {
            DroppedPairs equal = duplicates.morePairs();
            long distinct = distinct(hashes, firsts, equal);
            Path file = folder.resolve("clusters");
            try (Clusters clusters = new Clusters(file, distinct, firsts::get)) {
                new NearSearch(near, hashes, distinct, clusters, folder).join(memoryLongs, threads);
                for (long i = 0; i < distinct; i++) {
                    if (clusters.first(i) != i) {
                        drop(firsts.get(i), firsts.get(clusters.first(i)));
                    }
                }
                // what is equal to a document that was dropped as near is near to what stays
                equal.each((document, hash) -> duplicates.pair(document, firsts.get(clusters.first(hash)), current));
            }
            Files.delete(file);
        }
        Files.delete(hashFile);
        Files.delete(firstFile);
    }

    /**
     * Drops all but the first document of each hash; writes the hashes and their first documents.
     *
     * @param equal takes the first dropped documents with the place of their hash
     */
    private long distinct(MappedLongs hashes, MappedLongs firsts, DroppedPairs equal) throws IOException {
        long distinct = 0;
        try (RecordSorter sorter = sorter(2)) {
            each((document, signature) -> sorter.add(signature[offset], document));
            RecordSorter.Sorted sorted = sorter.sorted();
            long[] record = new long[2];
            while (sorted.next(record)) {
                if (distinct > 0 && hashes.get(distinct - 1) == record[0]) {
                    duplicates.mark(record[1], current);
                    equal.offer(record[1], distinct - 1);
                } else {
                    hashes.put(distinct, record[0]);
                    firsts.put(distinct, record[1]);
                    distinct++;
                }
            }
        }
        return distinct;
    }
}
