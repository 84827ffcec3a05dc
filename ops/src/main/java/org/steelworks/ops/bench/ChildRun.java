package org.steelworks.ops.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A child process that was run to its end, and the most memory that it and its descendants had in memory.
 *
 * @param output what it wrote to standard output
 * @param peaks per process: peak resident memory in bytes (VmHWM of the kernel), the child itself first by pid
 */
record ChildRun(String output, Map<Long, Long> peaks) {
    private static final long POLL_MS = 100;
    /** To find descendants all processes of the machine are looked at, and what is measured may need that core itself. */
    private static final int POLLS_PER_SEARCH = 10;

    private static final int TAIL_CHARACTERS = 1_500;

    /** Variables that the launcher sets for kernels of its own, and that a foreign program must not inherit. */
    private static final Set<String> LAUNCHER = Set.of(
            "OMP_NUM_THREADS",
            "MKL_NUM_THREADS",
            "MALLOC_ARENA_MAX",
            "MALLOC_MMAP_MAX_",
            "MALLOC_TRIM_THRESHOLD_",
            "MALLOC_TOP_PAD_");

    ChildRun {
        peaks = Map.copyOf(peaks);
    }

    /**
     * Runs a command and waits for it; an interrupt ends it.
     *
     * @param environment set after the launcher's own variables are taken away
     * @param log where its standard error goes
     * @throws BenchFailure when it cannot start, or ends with another code than 0
     */
    static ChildRun of(List<String> command, Map<String, String> environment, Path folder, Path log)
            throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeAll(LAUNCHER);
        builder.environment().putAll(environment);
        builder.redirectOutput(out.toFile()).redirectError(log.toFile());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new BenchFailure(command.get(0) + " cannot be started: " + e.getMessage(), e);
        }
        Map<Long, Long> peaks = new HashMap<>();
        try {
            List<ProcessHandle> descendants = List.of();
            for (int poll = 0; !process.waitFor(POLL_MS, TimeUnit.MILLISECONDS); poll++) {
                if (poll % POLLS_PER_SEARCH == 0) {
                    descendants = process.descendants().toList();
                }
                note(process.pid(), peaks);
                descendants.forEach(each -> note(each.pid(), peaks));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted while " + command.get(0) + " ran", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        String written = Files.readString(out, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new BenchFailure(command.get(0) + " ended with code " + process.exitValue() + ": "
                    + tail(Files.readString(log, StandardCharsets.UTF_8)));
        }
        return new ChildRun(written, peaks);
    }

    /** The largest peak of a single process, bytes. */
    long largestPeak() {
        return peaks.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Sum of the peaks of all processes, bytes. */
    long allPeaks() {
        return peaks.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The last line that is not empty. */
    String lastLine() {
        String stripped = output.strip();
        return stripped.substring(stripped.lastIndexOf('\n') + 1);
    }

    private static void note(long pid, Map<Long, Long> peaks) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmHWM:")) {
                    long bytes = Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                    peaks.merge(pid, bytes, Math::max);
                }
            }
        } catch (IOException e) {
            // it has ended since it was listed; what was read before counts
        }
    }

    private static String tail(String text) {
        String stripped = text.strip();
        return stripped.length() <= TAIL_CHARACTERS
                ? stripped
                : "…" + stripped.substring(stripped.length() - TAIL_CHARACTERS);
    }
}
