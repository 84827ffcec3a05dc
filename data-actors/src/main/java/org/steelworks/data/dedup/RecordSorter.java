package org.steelworks.data.dedup;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/**
 * Sorts records of a few longs in bounded memory: full memories are sorted and written as runs, which are merged. Longs
 * compare as unsigned numbers, the first counts most. Not thread-safe.
 */
final class RecordSorter implements Closeable {
    private static final int RUN_BUFFER_BYTES = 1 << 16;
    private static final int FIRST_RECORDS = 1024;
    /** So many take longer to sort than a thread to start. */
    private static final int PARALLEL_LONGS = 1 << 15;

    private final Path folder;
    private final int longs;
    private final int capacity;
    private long[] memory;
    private final List<Spilled> runs = new ArrayList<>();
    private final List<Run> open = new ArrayList<>();
    private int used;

    /**
     * @param folder for the runs, which are removed by {@link #close}
     * @param longs of a record
     * @param memoryLongs held in memory, and once more while sorting
     */
    RecordSorter(Path folder, int longs, int memoryLongs) {
        this.folder = folder;
        this.longs = longs;
        capacity = Math.max(1, memoryLongs / longs) * longs;
        memory = new long[Math.min(capacity, FIRST_RECORDS * longs)];
    }

    /** A sorted memory on disk. */
    private record Spilled(Path file, long records) {}

    /** Records in their order. */
    interface Sorted {
        /** @param into takes the next record; unchanged at the end */
        boolean next(long[] into) throws IOException;
    }

    void add(long... record) throws IOException {
        if (used == capacity) {
            spill();
        } else if (used == memory.length) {
            memory = Arrays.copyOf(memory, Math.min(capacity, 2 * used));
        }
        System.arraycopy(record, 0, memory, used, longs);
        used += longs;
    }

    /** All records; nothing can be added after. */
    Sorted sorted() throws IOException {
        open.add(new MemoryRun());
        for (Spilled run : runs) {
            open.add(new FileRun(run));
        }
        PriorityQueue<Run> queue = new PriorityQueue<>(Comparator.comparing(r -> r.head, this::compare));
        for (Run run : open) {
            if (run.advance()) {
                queue.add(run);
            }
        }
        return into -> {
            Run least = queue.poll();
            if (least == null) {
                return false;
            }
            System.arraycopy(least.head, 0, into, 0, longs);
            if (least.advance()) {
                queue.add(least);
            }
            return true;
        };
    }

    private void spill() throws IOException {
        Path file = Files.createTempFile(folder, "run-", ".sorted");
        runs.add(new Spilled(file, used / longs));
        long[] sorted = sortedMemory();
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), RUN_BUFFER_BYTES))) {
            for (int i = 0; i < used; i++) {
                out.writeLong(sorted[i]);
            }
        }
        used = 0;
    }

    /** Both halves are sorted at a time, on two threads where they are long, and merged. */
    private long[] sortedMemory() {
        long[] from = memory;
        long[] to = new long[used];
        int middle = used / longs / 2 * longs;
        boolean moved;
        if (used < PARALLEL_LONGS) {
            moved = sort(from, to, 0, used);
            return moved ? to : from;
        }
        CompletableFuture<Boolean> left = CompletableFuture.supplyAsync(() -> sort(from, to, 0, middle));
        moved = sort(from, to, middle, used);
        if (left.join() != moved) {
            long[] there = moved ? from : to;
            System.arraycopy(there, 0, moved ? to : from, 0, middle);
        }
        merge(moved ? to : from, moved ? from : to, 0, middle, used);
        return moved ? from : to;
    }

    /**
     * Merge sort of a range from the bottom up: sequential in memory and without a bad case.
     *
     * @return whether the range is sorted in {@code to}, else in {@code from}
     */
    private boolean sort(long[] from, long[] to, int begin, int end) {
        long[] source = from;
        long[] target = to;
        for (int width = longs; width < end - begin; width *= 2) {
            for (int start = begin; start < end; start += 2 * width) {
                merge(source, target, start, Math.min(start + width, end), Math.min(start + 2 * width, end));
            }
            long[] swap = source;
            source = target;
            target = swap;
        }
        return source == to;
    }

    private void merge(long[] from, long[] to, int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at += longs) {
            boolean takeLeft = right >= end || left < middle && compare(from, left, from, right) <= 0;
            System.arraycopy(from, takeLeft ? left : right, to, at, longs);
            left += takeLeft ? longs : 0;
            right += takeLeft ? 0 : longs;
        }
    }

    private int compare(long[] a, long[] b) {
        return compare(a, 0, b, 0);
    }

    private int compare(long[] a, int aAt, long[] b, int bAt) {
        for (int i = 0; i < longs; i++) {
            int order = Long.compareUnsigned(a[aAt + i], b[bAt + i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        for (Run run : open) {
            run.close();
        }
        for (Spilled run : runs) {
            Files.deleteIfExists(run.file());
        }
    }

    /** A sorted sequence with its first record at hand. */
    private abstract class Run implements Closeable {
        final long[] head = new long[longs];
        private long remaining;

        Run(long records) {
            remaining = records;
        }

        boolean advance() throws IOException {
            if (remaining == 0) {
                return false;
            }
            remaining--;
            read();
            return true;
        }

        abstract void read() throws IOException;

        @Override
        public void close() throws IOException {}
    }

    private final class FileRun extends Run {
        private final DataInputStream in;

        FileRun(Spilled spilled) throws IOException {
            super(spilled.records());
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(spilled.file()), RUN_BUFFER_BYTES));
        }

        @Override
        void read() throws IOException {
            for (int i = 0; i < longs; i++) {
                head[i] = in.readLong();
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private final class MemoryRun extends Run {
        private final long[] sorted;
        private int at;

        MemoryRun() {
            super(used / longs);
            sorted = sortedMemory();
        }

        @Override
        void read() {
            System.arraycopy(sorted, at, head, 0, longs);
            at += longs;
        }
    }
}
