package org.steelworks.core.job;

import org.steelworks.core.id.JobId;

/**
 * A job as others see it.
 *
 * @param id its id
 * @param name what its owner calls it
 * @param kind what it does, as in the recipe
 * @param state where it stands
 * @param reason why it stands there, a sentence; empty where the state says it all
 * @param priority higher starts first
 * @param step last stable step, 0 before the first
 * @param steps steps of the recipe, 0 for runs without steps
 * @param loss of the last stable step, null before the first
 * @param tokensPerSecond of the last stable step, null before the first
 * @param generation membership version of its run, 0 before the first
 * @param workers workers it has, or had when it ended
 * @param dir folder of its files
 * @param submittedMs wall-clock time of the submit, milliseconds since 1970
 * @param changedMs wall-clock time of the last change of state
 */
public record JobView(
        JobId id,
        String name,
        String kind,
        JobState state,
        String reason,
        int priority,
        long step,
        long steps,
        Double loss,
        Double tokensPerSecond,
        long generation,
        int workers,
        String dir,
        long submittedMs,
        long changedMs)
        implements JobMessage {}
