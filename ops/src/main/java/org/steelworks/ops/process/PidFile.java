package org.steelworks.ops.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The processes of a node's slots, so that its next life waits for those of this one. A line is {@code slot pid start};
 * the start time tells a process from a later one with the same pid. Owned by one thread.
 */
final class PidFile {
    static final String FILE = "workers.pids";

    private static final long UNKNOWN = -1;

    private final Path file;
    private final Map<Integer, String> lines = new TreeMap<>();

    PidFile(Path dir) {
        this.file = dir.resolve(FILE);
    }

    /** Processes of an earlier life that are still there. A line that makes no sense is of a write cut short: skipped. */
    List<ProcessHandle> alive() throws IOException {
        List<ProcessHandle> alive = new ArrayList<>();
        if (!Files.exists(file)) {
            return alive;
        }
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.trim().split(" ");
            if (parts.length != 3 || !(parts[1] + parts[2]).matches("-?[0-9]+")) {
                continue;
            }
            Optional<ProcessHandle> handle = ProcessHandle.of(Long.parseLong(parts[1]));
            handle.filter(process -> startOf(process) == Long.parseLong(parts[2]))
                    .ifPresent(alive::add);
        }
        return alive;
    }

    void started(int slot, long pid) throws IOException {
        long start = ProcessHandle.of(pid).map(PidFile::startOf).orElse(UNKNOWN);
        lines.put(slot, slot + " " + pid + " " + start);
        write();
    }

    private void write() throws IOException {
        Files.createDirectories(file.getParent());
        Path temporary = file.resolveSibling(FILE + ".tmp");
        Files.write(temporary, lines.values());
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static long startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(UNKNOWN);
    }
}
