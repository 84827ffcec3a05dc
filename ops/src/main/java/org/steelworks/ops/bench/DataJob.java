package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
     * @param cores how many it may run on, from the first; 0 for all
     * @param command may name {@code {out}} for the folder of the run
     * @param output told that folder
     */
    static DataJob steel(int cores, List<String> command, DataOutput.Place output) {
        return folder -> {
            List<String> whole = new ArrayList<>();
            if (cores > 0) {
                whole.addAll(List.of("taskset", "-c", cores == 1 ? "0" : "0-" + (cores - 1)));
            }
            Path out = folder.resolve("out");
            command.forEach(word -> whole.add(word.replace("{out}", out.toString())));
            long startNs = System.nanoTime();
            ChildRun child = ChildRun.of(whole, Map.of(), folder, folder.resolve("steel.log"));
            double seconds = (System.nanoTime() - startNs) / 1e9;
            return new Run(seconds, child.largestPeak(), output.in(out));
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
