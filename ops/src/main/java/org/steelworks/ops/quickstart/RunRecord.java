package org.steelworks.ops.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run's own files say of it, however often it was interrupted.
 *
 * @param firstLoss of step 1
 * @param lastLoss of the last step
 * @param recoveries seconds from each loss of a worker to the next decided step
 */
record RunRecord(double firstLoss, double lastLoss, List<Double> recoveries) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static RunRecord read(Path run) throws IOException {
        List<String> metrics = Files.readAllLines(run.resolve("metrics.jsonl"));
        List<Double> recoveries = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("events.jsonl"))) {
            JsonNode event = JSON.readTree(line);
            if (event.path("type").asText().equals("recovered")) {
                recoveries.add(event.path("recovery_seconds").asDouble());
            }
        }
        return new RunRecord(loss(metrics.get(0)), loss(metrics.get(metrics.size() - 1)), List.copyOf(recoveries));
    }

    private static double loss(String line) throws IOException {
        return JSON.readTree(line).path("loss").asDouble();
    }
}
