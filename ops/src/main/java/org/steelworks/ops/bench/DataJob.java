package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Cleaning, tokenizing or packing of a whole corpus by one program. Every run begins in an empty folder. */
interface DataJob {
    /**
     * What a run took.
     *
     * @param seconds of the job
     * @param peakBytes resident memory of the largest process
     * @param output what it made of the corpus, read behind the run
     */
    record Run(double seconds, long peakBytes, DataOutput output) {}

    Run run(Path folder) throws IOException;

    /**
     * Our command as a user types it; its start is part of the time.
     *
     * @param cores that it may run on, as {@code taskset} takes them
     * @param command may name {@code {out}} for the folder of the run
     * @param output told that folder
     */
    static DataJob steel(String cores, List<String> command, DataOutput.Place output) {
        return folder -> {
            List<String> whole = new ArrayList<>(List.of("taskset", "-c", cores));
            Path out = folder.resolve("out");
            command.forEach(word -> whole.add(word.replace("{out}", out.toString())));
            long startNs = System.nanoTime();
            ChildRun child = ChildRun.of(whole, Map.of(), folder, folder.resolve("steel.log"));
            double seconds = (System.nanoTime() - startNs) / 1e9;
            return new Run(seconds, child.largestPeak(), output.in(out));
        };
    }

    /**
     * Two jobs at the same time, each with a folder of its own: what the machine gives to two that share nothing. Seconds are half
     * of those of the slower one, so that a rate counts the work of both.
     */
    static DataJob both(DataJob first, DataJob second) {
        return folder -> {
            Path other = Files.createDirectories(folder.resolve("second"));
            CompletableFuture<Run> beside = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return second.run(other);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    task -> new Thread(task, "bench-second").start());
            Run run;
            try {
                run = first.run(folder);
            } finally {
                // it runs in the folder, which is about to go
                beside.handle((done, failure) -> done).join();
            }
            Run there = beside.join();
            there.output().differenceFrom(run.output(), "the first").ifPresent(difference -> {
                throw new BenchFailure("of two processes at the same time the second " + difference);
            });
            double seconds = Math.max(run.seconds(), there.seconds());
            return new Run(seconds / 2, Math.max(run.peakBytes(), there.peakBytes()), run.output());
        };
    }

    /** The Python script, on one core; it leaves its own start and its imports out. */
    static DataJob python(String python, Path script, List<String> arguments, DataOutput.Place output) {
        return python(python, script, arguments, output, false);
    }

    /** A program that the Python script starts as its users do, on one core; its start and imports are part of the time, like ours. */
    static DataJob pythonWhole(String python, Path script, List<String> arguments, DataOutput.Place output) {
        return python(python, script, arguments, output, true);
    }

    private static DataJob python(
            String python, Path script, List<String> arguments, DataOutput.Place output, boolean whole) {
        return folder -> {
            Path out = Files.createDirectories(folder.resolve("out"));
            List<String> words = new ArrayList<>(List.of("taskset", "-c", "0", python, script.toString()));
            words.addAll(arguments);
            words.addAll(List.of("--out", out.toString()));
            long startNs = System.nanoTime();
            ChildRun child = ChildRun.of(
                    words,
                    Map.of("OMP_NUM_THREADS", "1", "RAYON_NUM_THREADS", "1"),
                    folder,
                    folder.resolve("python.log"));
            double wholeSeconds = (System.nanoTime() - startNs) / 1e9;
            JsonNode told = new ObjectMapper().readTree(child.lastLine());
            double seconds = whole ? wholeSeconds : told.path("seconds").asDouble();
            return new Run(seconds, child.largestPeak(), output.in(out));
        };
    }
}
