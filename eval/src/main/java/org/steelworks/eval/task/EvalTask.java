package org.steelworks.eval.task;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What can be evaluated. */
public enum EvalTask {
    /** Chinese multiple choice over 67 subjects. */
    CMMLU("cmmlu"),
    /** Mean loss over packed validation shards. */
    PERPLEXITY("ppl");

    /** Tasks that users may ask for and that are not there. */
    private static final List<String> ABSENT = List.of("ceval", "mmlu", "gsm8k", "humaneval");

    private final String key;

    EvalTask(String key) {
        this.key = key;
    }

    /** The name on command lines and in results. */
    public String key() {
        return key;
    }

    /**
     * The task of that name.
     *
     * @throws IllegalArgumentException naming the supported ones
     */
    public static EvalTask of(String name) {
        for (EvalTask task : values()) {
            if (task.key.equals(name)) {
                return task;
            }
        }
        String all = Arrays.stream(values()).map(EvalTask::key).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                ABSENT.contains(name)
                        ? "task " + name + " is not supported yet; supported are " + all
                        : "there is no task '" + name + "'; supported are " + all);
    }
}
