package org.steelworks.gpu.reduce;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;

/**
 * Shares the parts of a bucket among the threads of a device: the calling thread is one of them, and does alone what has to be done
 * in order. One caller at a time.
 */
final class PartCrew implements AutoCloseable {
    private final int helpers;
    /** Null where the calling thread is alone. */
    private final ExecutorService threads;

    /** @param threads with the calling one */
    PartCrew(int threads) {
        this.helpers = threads - 1;
        AtomicInteger number = new AtomicInteger();
        this.threads = helpers == 0
                ? null
                : Executors.newFixedThreadPool(helpers, body -> {
                    Thread thread = new Thread(body, "steel-reduce-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Parts that are taken and that are done. */
    private record Round(int parts, IntConsumer work, AtomicInteger taken, AtomicIntegerArray done) {
        boolean takeOne() {
            int part = taken.getAndIncrement();
            if (part >= parts) {
                return false;
            }
            work.accept(part);
            done.set(part, 1);
            return true;
        }

        void takeAll() {
            boolean more = true;
            while (more) {
                more = takeOne();
            }
        }
    }

    /**
     * Returns when nobody works on a part any more.
     *
     * @param work done once for each part, by any thread
     * @param inOrder done for each part after its work, by this thread
     */
    void run(int parts, IntConsumer work, IntConsumer inOrder) {
        Round round = new Round(parts, work, new AtomicInteger(), new AtomicIntegerArray(parts));
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 0; i < Math.min(helpers, parts - 1); i++) {
            others.add(CompletableFuture.runAsync(round::takeAll, threads));
        }
        int next = 0;
        try {
            while (round.takeOne()) {
                while (next < parts && round.done.get(next) == 1) {
                    inOrder.accept(next++);
                }
            }
        } finally {
            // whatever became of this thread's parts: the memory is not to be given away while others are at it
            round.taken.set(parts);
            others.forEach(other -> other.exceptionally(error -> null).join());
        }
        others.forEach(CompletableFuture::join);
        while (next < parts) {
            inOrder.accept(next++);
        }
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdown();
        }
    }
}
