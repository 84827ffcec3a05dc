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
 * @param step last stable step, 0 before the first; units that are done, of a cleaning
 * @param steps steps of the recipe; units of a cleaning, 0 before they are known
 * @param loss of the last stable step, null before the first
 * @param tokensPerSecond of the last stable step, null before the first
 * @param generation membership version of its run, 0 before the first
 * @param workers workers it has, or had when it ended
 * @param dir folder of its files
 * @param submittedMs wall-clock time of the submit, milliseconds since 1970
 * @param changedMs wall-clock time of the last change of state
 * @param cleaning how far a cleaning that runs is, else null
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
        long changedMs,
        Cleaning cleaning)
        implements JobMessage {
    /**
     * How far a cleaning is.
     *
     * @param bytesDone of {@code bytesTotal} on disk
     * @param documents in finished units
     * @param kept of those
     * @param nodes data nodes that have units in work
     * @param secondsLeft at the rate since the run began, null before there is one
     */
    public record Cleaning(long bytesDone, long bytesTotal, long documents, long kept, int nodes, Double secondsLeft) {}
}
