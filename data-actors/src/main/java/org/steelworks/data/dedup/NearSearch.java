package org.steelworks.data.dedup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.steelworks.data.clean.Likeness;

/**
 * Joins hashes that are near to each other, a mask of their bits at a time and several masks side by side. The sets do not
 * depend on which is done first.
 *
 * @param near how near
 * @param hashes different ones
 * @param distinct how many
 * @param clusters of their numbers
 * @param folder for temporary files
 */
record NearSearch(Likeness.Near near, MappedLongs hashes, long distinct, Clusters clusters, Path folder) {
    /**
     * Joins. When it returns or fails, all threads are through: files that they read can be closed.
     *
     * @param memoryLongs held by all threads together, and once more while sorting
     */
    void join(int memoryLongs, int threads) throws IOException {
        List<Long> masks = HashBlocks.masks(near);
        int lanes = Math.min(threads, masks.size());
        ExecutorService searching = Executors.newFixedThreadPool(lanes, task -> {
            Thread thread = new Thread(task, "prepare-duplicates");
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletableFuture.allOf(masks.stream()
                            .map(mask -> begin(mask, memoryLongs / lanes, searching))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException failure) {
                throw failure.getCause();
            }
            throw e;
        } finally {
            searching.shutdown();
        }
    }

    private CompletableFuture<Void> begin(long mask, int memoryLongs, Executor searching) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        join(mask, memoryLongs);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                searching);
    }

    /** Joins the near ones among those that agree in the mask's bits, which stand side by side when sorted by them. */
    private void join(long mask, int memoryLongs) throws IOException {
        try (RecordSorter sorter = new RecordSorter(folder, 2, memoryLongs)) {
            for (long i = 0; i < distinct; i++) {
                sorter.add(hashes.get(i) & mask, i);
            }
            RecordSorter.Sorted sorted = sorter.sorted();
            NearGroup group = new NearGroup(near.distance(), hashes, clusters);
            long[] record = new long[2];
            long key = 0;
            while (sorted.next(record)) {
                if (record[0] != key) {
                    group.clear();
                    key = record[0];
                }
                group.add(record[1]);
            }
        }
    }
}
