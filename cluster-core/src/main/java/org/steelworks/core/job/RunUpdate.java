package org.steelworks.core.job;

/**
 * What a run tells the job scheduler. Local messages, in order. After {@link Finished}, {@link Failed} or {@link Stopped}
 * the run has nothing left to do: the scheduler stops its actor.
 */
public sealed interface RunUpdate {
    /** A stable step. */
    record Progress(long step, long steps, double loss, double tokensPerSecond, long generation, int workers)
            implements RunUpdate {}

    /**
     * A cleaning is so far.
     *
     * @param sentence how far, for people
     */
    record Cleaned(long unitsDone, long unitsTotal, JobView.Cleaning cleaning, String sentence) implements RunUpdate {}

    /** Why no step comes at present, a sentence; empty once it goes on. */
    record Waiting(String reason) implements RunUpdate {}

    /** Everything is done; {@code step} is the last one. */
    record Finished(long step) implements RunUpdate {}

    /** The run gave up; {@code reason} says what, where and why. */
    record Failed(long step, String reason) implements RunUpdate {}

    /** Stopped on request, after a checkpoint of {@code step}. */
    record Stopped(long step) implements RunUpdate {}
}
