package org.steelworks.eval.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.steelworks.eval.score.TaskScore;

/**
 * The content of a results file, with lm-eval's keys.
 *
 * @param model name of the model, as the user gave it
 * @param arguments that decide on the numbers
 * @param beganMillis when the evaluation began, since 1970
 * @param seconds that it took
 */
public record ResultsJson(String model, Map<String, String> arguments, long beganMillis, double seconds) {
    /** Of prompts and metrics; raised when a change of ours changes scores. */
    private static final double VERSION = 1.0;

    private static final String FILTER = ",none";

    public ResultsJson {
        arguments = Map.copyOf(arguments);
    }

    /**
     * The file's object.
     *
     * @param settings per task
     */
    public ObjectNode of(List<TaskScore> tasks, List<TaskScore.Group> groups, Map<String, ObjectNode> settings) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode results = root.putObject("results");
        for (TaskScore.Group group : groups) {
            put(results.putObject(group.name()).put("alias", group.alias()).put("name", group.name()), group.metrics());
        }
        for (TaskScore task : tasks) {
            ObjectNode node = results.putObject(task.name());
            node.put("alias", task.alias()).put("name", task.name()).put("sample_len", task.samples());
            put(node, task.metrics());
        }
        ObjectNode grouped = root.putObject("groups");
        ObjectNode members = root.putObject("group_subtasks");
        for (TaskScore.Group group : groups) {
            put(grouped.putObject(group.name()).put("alias", group.alias()), group.metrics());
            ArrayNode names = members.putArray(group.name());
            group.members().forEach(names::add);
        }
        perTask(root, tasks, groups, settings);
        about(root);
        return root;
    }

    private static void put(ObjectNode node, Map<String, Double> metrics) {
        metrics.forEach((name, value) -> {
            if (Double.isFinite(value)) {
                node.put(name + FILTER, value);
            } else {
                node.put(name + FILTER, "N/A");
            }
        });
    }

    private static void perTask(
            ObjectNode root, List<TaskScore> tasks, List<TaskScore.Group> groups, Map<String, ObjectNode> settings) {
        ObjectNode configs = root.putObject("configs");
        ObjectNode versions = root.putObject("versions");
        ObjectNode shots = root.putObject("n-shot");
        ObjectNode better = root.putObject("higher_is_better");
        ObjectNode counts = root.putObject("n-samples");
        for (TaskScore.Group group : groups) {
            versions.put(group.name(), VERSION);
            better.putObject(group.name()).put("acc", true);
        }
        for (TaskScore task : tasks) {
            configs.set(task.name(), settings.get(task.name()));
            versions.put(task.name(), VERSION);
            shots.put(task.name(), task.fewShot());
            ObjectNode directions = better.putObject(task.name());
            task.higherIsBetter().forEach(directions::put);
            counts.putObject(task.name()).put("original", task.available()).put("effective", task.samples());
        }
    }

    private void about(ObjectNode root) {
        String all = arguments.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
        ObjectNode config = root.putObject("config");
        config.put("model", "steel").put("model_args", all).put("batch_size", 1);
        config.put("device", arguments.get("device"));
        if (arguments.getOrDefault("limit", "").isEmpty()) {
            config.putNull("limit");
        } else {
            config.put("limit", Long.parseLong(arguments.get("limit")));
        }
        root.putNull("git_hash");
        root.put("date", beganMillis / 1000.0);
        root.putObject("task_hashes");
        root.put("model_source", "steel");
        root.put("model_name", model).put("model_name_sanitized", ResultsWriter.sanitised(model));
        root.putNull("system_instruction").putNull("system_instruction_sha");
        root.put("fewshot_as_multiturn", false);
        root.putNull("chat_template").putNull("chat_template_sha");
        root.put("total_evaluation_time_seconds", String.format(Locale.ROOT, "%.3f", seconds));
    }
}
