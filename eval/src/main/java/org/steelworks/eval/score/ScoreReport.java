package org.steelworks.eval.score;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Result of an evaluation.
 *
 * @param model its name
 * @param tasks scores of tasks and subjects, in the order evaluated
 * @param groups scores of groups, the whole task first
 * @param results the file with the scores
 * @param samples the files with one line per sample
 * @param resumed samples taken from an evaluation that was stopped
 * @param notes what else a user should know, a sentence each
 * @param seconds that it took
 */
public record ScoreReport(
        String model,
        List<TaskScore> tasks,
        List<TaskScore.Group> groups,
        Path results,
        List<Path> samples,
        long resumed,
        List<String> notes,
        double seconds) {
    public ScoreReport {
        tasks = List.copyOf(tasks);
        groups = List.copyOf(groups);
        samples = List.copyOf(samples);
        notes = List.copyOf(notes);
    }

    /** One number per task asked for: accuracy of {@code cmmlu}, loss of {@code ppl}. */
    public Map<String, Double> headline() {
        Map<String, Double> headline = new LinkedHashMap<>();
        for (TaskScore.Group group : groups) {
            if (group.name().equals("cmmlu")) {
                headline.put(group.name(), group.metrics().get("acc"));
            }
        }
        for (TaskScore task : tasks) {
            if (task.name().equals("ppl")) {
                headline.put(task.name(), task.metrics().get("loss"));
            }
        }
        return headline;
    }
}
