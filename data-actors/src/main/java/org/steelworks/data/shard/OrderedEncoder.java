package org.steelworks.data.shard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.steelworks.data.tokens.Tokenizer;

/**
 * Encodes texts on several threads and hands the ids over in the order of the texts, on the caller's thread. Holds a
 * bounded number of batches. Its caller is one thread.
 */
final class OrderedEncoder implements AutoCloseable {
    private static final int BATCH_TEXTS = 256;
    private static final int BATCH_CHARS = 1 << 17;

    private final Tokenizer tokenizer;
    private final ExecutorService threads;
    private final int window;
    private final Deque<Future<List<int[]>>> running = new ArrayDeque<>();
    private List<String> batch = new ArrayList<>();
    private long batchChars;

    OrderedEncoder(Tokenizer tokenizer, int parallelism) {
        this.tokenizer = tokenizer;
        this.window = 2 * parallelism + 1;
        this.threads = Executors.newFixedThreadPool(parallelism, task -> {
            Thread thread = new Thread(task, "encode");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Takes a text; may hand over earlier ones and waits while too much is under way. */
    void add(String text, Consumer<int[]> ready) {
        batch.add(text);
        batchChars += text.length();
        if (batch.size() >= BATCH_TEXTS || batchChars >= BATCH_CHARS) {
            submit(ready);
        }
    }

    /** Hands over everything taken so far. */
    void flush(Consumer<int[]> ready) {
        if (!batch.isEmpty()) {
            submit(ready);
        }
        while (!running.isEmpty()) {
            handOver(ready);
        }
    }

    private void submit(Consumer<int[]> ready) {
        List<String> texts = batch;
        batch = new ArrayList<>();
        batchChars = 0;
        running.add(threads.submit(() -> tokenizer.encodeAll(texts)));
        while (running.size() >= window) {
            handOver(ready);
        }
    }

    private void handOver(Consumer<int[]> ready) {
        try {
            running.remove().get().forEach(ready);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "a text could not be encoded: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while text was being encoded", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
