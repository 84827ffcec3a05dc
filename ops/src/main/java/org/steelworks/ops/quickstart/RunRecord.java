package org.steelworks.ops.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.ops.process.WorkerSupervisor;

/**
 * What a run's own files say of it, however often it was interrupted.
 *
 * @param steps that are recorded, 0 before the first
 * @param firstLoss of step 1, NaN before it
 * @param lastLoss of the last step, NaN before the first
 * @param kills workers that were killed on request
 * @param recoveries seconds from each loss of a worker to the next decided step
 */
record RunRecord(long steps, double firstLoss, double lastLoss, int kills, List<Double> recoveries) {
    private static final ObjectMapper JSON = new ObjectMapper();

    RunRecord {
        recoveries = List.copyOf(recoveries);
    }

    /** Reads the files of a run's folder; those that are not there yet count as empty. */
    static RunRecord read(Path run) throws IOException {
        List<JsonNode> metrics = lines(run.resolve("metrics.jsonl"));
        int kills = 0;
        List<Double> recoveries = new ArrayList<>();
        for (JsonNode event : lines(run.resolve("events.jsonl"))) {
            String type = event.path("type").asText();
            if (type.equals("recovered")) {
                recoveries.add(event.path("recovery_seconds").asDouble());
            } else if (type.equals("lost") && event.path("reason").asText().endsWith(WorkerSupervisor.ON_REQUEST)) {
                kills++;
            }
        }
        if (metrics.isEmpty()) {
            return new RunRecord(0, Double.NaN, Double.NaN, kills, recoveries);
        }
        JsonNode last = metrics.get(metrics.size() - 1);
        return new RunRecord(
                last.path("step").asLong(),
                metrics.get(0).path("loss").asDouble(),
                last.path("loss").asDouble(),
                kills,
                recoveries);
    }

    /** Whole lines: a process that was killed may have left the beginning of one. */
    private static List<JsonNode> lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
