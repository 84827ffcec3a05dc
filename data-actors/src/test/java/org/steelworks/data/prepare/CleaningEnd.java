package org.steelworks.data.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.steelworks.data.flow.PrepareReport;

/** How a cleaning ended, and what it left. */
final class CleaningEnd {
    private CleaningEnd() {}

    /** Waits for the report, or throws what the cleaning failed with. */
    static PrepareReport of(PrepareRun run) throws Exception {
        try {
            return run.report().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    /** Contents of the result by name; the report, which has times, and the lock left out. */
    static Map<String, String> files(Path out) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(out)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                String name = file.getFileName().toString();
                if (!name.equals("report.json") && !name.equals(".prepare.lock")) {
                    files.put(name, Files.readString(file));
                }
            }
        }
        return files;
    }
}
