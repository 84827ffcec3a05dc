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

/**
 * Sorts records of a few longs in bounded memory: full memories are sorted and written as runs, which are merged. Longs
 * compare as unsigned numbers, the first counts most. Not thread-safe.
 */
final class RecordSorter implements Closeable {
    private static final int RUN_BUFFER_BYTES = 1 << 16;
    private static final int FIRST_RECORDS = 1024;
    /** The places of 2,048 digits fit the first cache. */
    private static final int DIGIT_BITS = 11;

    private final Path folder;
    private final int longs;
    private final int capacity;
    private long[] memory;
    private final List<Spilled> runs = new ArrayList<>();
    private final List<Run> open = new ArrayList<>();
    private int used;
    /** Whether the last longs in memory are in order, as numbers of documents are that come one after the other. */
    private boolean lastRises = true;

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
        lastRises &= used == 0 || Long.compareUnsigned(memory[used - 1], record[longs - 1]) <= 0;
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
            Run least = queue.peek();
            if (least == null) {
                return false;
            }
            System.arraycopy(least.head, 0, into, 0, longs);
            boolean more = least.advance();
            if (!more || queue.size() > 1) {
                queue.poll();
                if (more) {
                    queue.add(least);
                }
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
        lastRises = true;
    }

    /**
     * Radix sort from the last digit to the first. The digits are laid over the bits in which records differ alone: a few
     * passes for hashes of which a mask leaves a few blocks.
     */
    private long[] sortedMemory() {
        long[] from = memory;
        long[] to = new long[used];
        int[] places = new int[1 << DIGIT_BITS];
        for (int at = longs - 1; at >= 0; at--) {
            long left = at == longs - 1 && lastRises ? 0 : differing(from, at);
            while (left != 0) {
                int shift = Long.numberOfTrailingZeros(left);
                distribute(from, to, at, shift, places);
                long[] swap = from;
                from = to;
                to = swap;
                left = shift + DIGIT_BITS < Long.SIZE ? left & -1L << shift + DIGIT_BITS : 0;
            }
        }
        return from;
    }

    /** The bits that are not the same in a long of all records. */
    private long differing(long[] records, int at) {
        long differing = 0;
        for (int i = at; i < used; i += longs) {
            differing |= records[i] ^ records[at];
        }
        return differing;
    }

    /** Orders the records by one digit; those with the same one stay in their order. */
    private void distribute(long[] from, long[] to, int at, int shift, int[] places) {
        Arrays.fill(places, 0);
        for (int i = at; i < used; i += longs) {
            places[digit(from[i], shift)] += longs;
        }
        int next = 0;
        for (int digit = 0; digit < places.length; digit++) {
            int size = places[digit];
            places[digit] = next;
            next += size;
        }
        for (int i = 0; i < used; i += longs) {
            int digit = digit(from[i + at], shift);
            int target = places[digit];
            places[digit] = target + longs;
            for (int j = 0; j < longs; j++) {
                to[target + j] = from[i + j];
            }
        }
    }

    private static int digit(long value, int shift) {
        return (int) (value >>> shift) & (1 << DIGIT_BITS) - 1;
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
