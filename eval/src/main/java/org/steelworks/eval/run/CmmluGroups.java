package org.steelworks.eval.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.eval.score.TaskScore;
import org.steelworks.eval.source.CmmluSubject;

/** Scores over several subjects: as in the original, the mean of the subjects' accuracies, whatever their sizes. */
final class CmmluGroups {
    private static final String NAME = "cmmlu";

    private CmmluGroups() {}

    /** The whole task, then its categories; categories overlap. */
    static List<TaskScore.Group> of(List<CmmluSubject> subjects, List<TaskScore> scores) {
        Map<String, List<TaskScore>> members = new LinkedHashMap<>();
        members.put(NAME, scores);
        for (String category : List.of("stem", "humanities", "social_science", "other", "china_specific")) {
            List<TaskScore> of = new ArrayList<>();
            for (int i = 0; i < subjects.size(); i++) {
                if (subjects.get(i).categories().contains(category)) {
                    of.add(scores.get(i));
                }
            }
            if (!of.isEmpty()) {
                members.put(NAME + "_" + category, of);
            }
        }
        List<TaskScore.Group> groups = new ArrayList<>();
        members.forEach((name, of) -> groups.add(group(name, of)));
        return groups;
    }

    private static TaskScore.Group group(String name, List<TaskScore> scores) {
        double sum = 0;
        double right = 0;
        double variance = 0;
        long samples = 0;
        for (TaskScore score : scores) {
            double accuracy = score.metrics().get("acc");
            double error = score.metrics().get("acc_stderr");
            sum += accuracy;
            variance += error * error;
            right += accuracy * score.samples();
            samples += score.samples();
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("acc", sum / scores.size());
        metrics.put("acc_stderr", StrictMath.sqrt(variance) / scores.size());
        metrics.put("acc_by_question", right / samples);
        String alias = name.equals(NAME) ? name : "- " + name;
        return new TaskScore.Group(
                name, alias, metrics, scores.stream().map(TaskScore::name).toList());
    }
}
