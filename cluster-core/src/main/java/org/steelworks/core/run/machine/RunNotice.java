package org.steelworks.core.run.machine;

import java.util.Locale;

/**
 * Something worth telling of a run: one line of {@code events.jsonl}.
 *
 * @param type what happened
 * @param generation number of the generation concerned
 * @param worker worker concerned, or empty
 * @param step step concerned, or -1 where it concerns none
 * @param reason one sentence
 * @param recoverySeconds seconds from the loss to the next decided step for RECOVERED, else NaN
 */
public record RunNotice(Type type, long generation, String worker, long step, String reason, double recoverySeconds) {
    /** Kinds of notices. */
    public enum Type {
        WAITING,
        JOINED,
        LOST,
        EXPELLED,
        STOPPING,
        GENERATION,
        READY,
        RECOVERED,
        OVERDUE,
        NON_FINITE,
        CHECKPOINT,
        CHECKPOINT_FAILED,
        DATA_ADDED,
        DATA_MIXED,
        FEED,
        ENDED,
        FAILED;

        /** The spelling in files, streams and pages: {@code non_finite}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static RunNotice of(Type type, long generation, String worker, long step, String reason) {
        return new RunNotice(type, generation, worker, step, reason, Double.NaN);
    }
}
