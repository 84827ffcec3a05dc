package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverFoldersTest {
    private static final int SWEEPERS = 4;
    private static final int ROUNDS = 50;
    private static final int FILES = 100;

    @TempDir
    Path root;

    /** Nodes that start at the same time all remove what a dead one left. */
    @Test
    void shouldRemoveAFolderThatOthersRemoveToo() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SWEEPERS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Path folder = Files.createDirectories(root.resolve("left").resolve("driver"))
                        .getParent();
                for (int i = 0; i < FILES; i++) {
                    Files.createFile(folder.resolve(i % 2 == 0 ? "file-" + i : "driver/file-" + i));
                }
                CyclicBarrier start = new CyclicBarrier(SWEEPERS);
                List<Callable<Void>> sweeps = new ArrayList<>();
                for (int i = 0; i < SWEEPERS; i++) {
                    sweeps.add(() -> {
                        start.await();
                        DriverFolders.delete(folder);
                        return null;
                    });
                }
                for (Future<Void> sweep : threads.invokeAll(sweeps)) {
                    sweep.get();
                }
                assertThat(folder).doesNotExist();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
