package org.steelworks.ops.status;

/**
 * Something worth telling about a run: a line of its {@code events.jsonl}.
 *
 * @param timeMs wall-clock time, milliseconds since 1970
 * @param job whose run
 * @param type spelled as there, such as {@code generation}, {@code lost}, {@code non_finite}
 * @param generation null where it does not apply
 * @param worker null where it does not apply
 * @param step null where it does not apply
 * @param reason a sentence
 * @param recoverySeconds from an exit to the next decided step, null for other events
 */
public record RunEvent(
        long timeMs,
        String job,
        String type,
        Long generation,
        String worker,
        Long step,
        String reason,
        Double recoverySeconds)
        implements StatusMessage {}
