package org.steelworks.eval.score;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores of one task or of one subject of a task.
 *
 * @param name as in result files, such as {@code cmmlu_arts}
 * @param alias how tables show it
 * @param metrics by name; those named {@code …_stderr} are standard errors
 * @param higherIsBetter by metric
 * @param samples evaluated
 * @param available samples that the data hold
 * @param fewShot worked examples in the prompt
 */
public record TaskScore(
        String name,
        String alias,
        Map<String, Double> metrics,
        Map<String, Boolean> higherIsBetter,
        long samples,
        long available,
        int fewShot) {
    public TaskScore {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        higherIsBetter = Collections.unmodifiableMap(new LinkedHashMap<>(higherIsBetter));
    }

    /** A group of tasks. */
    public record Group(String name, String alias, Map<String, Double> metrics, List<String> members) {
        public Group {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
            members = List.copyOf(members);
        }
    }
}
