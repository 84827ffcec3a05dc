package org.steelworks.data.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClustersTest {
    private static final int TRIPLES = 1_000_000;

    @TempDir
    private Path folder;

    /** Two threads join a third number with another one each, at the same time: neither join may be lost. */
    @Test
    void shouldKeepWhatTwoThreadsJoinAtATime() throws IOException {
        try (Clusters clusters = new Clusters(folder.resolve("clusters"), 3L * TRIPLES, number -> number)) {
            AtomicInteger ready = new AtomicInteger();
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> joinAll(clusters, 1, ready));
            joinAll(clusters, 0, ready);
            other.join();
            assertThat(LongStream.range(0, TRIPLES).filter(i -> clusters.first(3 * i + 1) != 3 * i))
                    .isEmpty();
        }
    }

    private static void joinAll(Clusters clusters, int with, AtomicInteger ready) {
        ready.incrementAndGet();
        while (ready.get() < 2) {
            Thread.onSpinWait();
        }
        for (long i = 0; i < TRIPLES; i++) {
            clusters.join(3 * i + with, 3 * i + 2);
        }
    }
}
