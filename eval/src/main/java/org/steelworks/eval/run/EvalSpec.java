package org.steelworks.eval.run;

import java.nio.file.Path;
import java.util.List;
import org.steelworks.eval.model.ModelDevice;
import org.steelworks.eval.task.EvalTask;

/**
 * What to evaluate, and how.
 *
 * @param model Hugging Face folder, checkpoint or run's folder
 * @param tokenizer folder of the tokenizer, or null for the one that lies with the model
 * @param tasks in order
 * @param data folder of the data: a task's lie in its sub-folder of the task's name, or in the folder itself
 * @param out folder for the results
 * @param limit samples of each task or subject, from the first on; {@link #ALL} takes all
 * @param fewShot worked examples in a prompt
 * @param promptMappers names of cleaning operators that rewrite a prompt before it becomes tokens, as they rewrote the
 *     text that the model was trained on; with their default parameters, in order
 * @param device what it computes on
 */
public record EvalSpec(
        Path model,
        Path tokenizer,
        List<EvalTask> tasks,
        Path data,
        Path out,
        long limit,
        int fewShot,
        List<String> promptMappers,
        ModelDevice device) {
    /** No limit. */
    public static final long ALL = Long.MAX_VALUE;

    public EvalSpec {
        tasks = List.copyOf(tasks);
        promptMappers = List.copyOf(promptMappers);
        if (tasks.isEmpty() || tasks.stream().distinct().count() < tasks.size()) {
            throw new IllegalArgumentException("name at least one task, and each once: " + tasks);
        }
        if (limit < 1 || fewShot < 0) {
            throw new IllegalArgumentException(
                    "limit " + limit + " must be at least 1, few-shot " + fewShot + " must not be negative");
        }
    }

    /** All samples, no examples, prompts as they are, one thread of the processor, the model's own tokenizer. */
    public static EvalSpec of(Path model, List<EvalTask> tasks, Path data, Path out) {
        return new EvalSpec(model, null, tasks, data, out, ALL, 0, List.of(), ModelDevice.cpu(1));
    }

    public EvalSpec withTokenizer(Path folder) {
        return new EvalSpec(model, folder, tasks, data, out, limit, fewShot, promptMappers, device);
    }

    public EvalSpec withLimit(long samples) {
        return new EvalSpec(model, tokenizer, tasks, data, out, samples, fewShot, promptMappers, device);
    }

    public EvalSpec withFewShot(int examples) {
        return new EvalSpec(model, tokenizer, tasks, data, out, limit, examples, promptMappers, device);
    }

    public EvalSpec withPromptMappers(List<String> names) {
        return new EvalSpec(model, tokenizer, tasks, data, out, limit, fewShot, names, device);
    }

    public EvalSpec withDevice(ModelDevice other) {
        return new EvalSpec(model, tokenizer, tasks, data, out, limit, fewShot, promptMappers, other);
    }
}
