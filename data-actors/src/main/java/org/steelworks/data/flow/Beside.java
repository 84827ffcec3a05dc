package org.steelworks.data.flow;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A result that a thread of its own makes while this one goes on. When it is closed, that thread has ended its work. */
final class Beside<T> implements Closeable {
    private final CompletableFuture<T> result;

    /** What makes the result. */
    interface Work<T> {
        T make() throws IOException;
    }

    private Beside(CompletableFuture<T> result) {
        this.result = result;
    }

    /** @param thread the name of the thread */
    static <T> Beside<T> start(String thread, Work<T> work) {
        return new Beside<>(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.make();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> {
                    // of its own, as all of a pool's threads could be waiting for one more
                    Thread made = new Thread(task, thread);
                    made.setDaemon(true);
                    made.start();
                }));
    }

    /** Waits for the result; what its making threw is thrown here. */
    T get() throws IOException {
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException failure) {
                throw failure.getCause();
            }
            if (e.getCause() instanceof PrepareFailure failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Waits for the end of the work, whatever comes of it. */
    @Override
    public void close() {
        result.handle((made, failure) -> failure).join();
    }
}
