package org.steelworks.data.prepare;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads that run operators. */
final class CleaningThreads {
    private CleaningThreads() {}

    static ExecutorService start(int threads) {
        return Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "prepare-clean");
            thread.setDaemon(true);
            return thread;
        });
    }
}
