package org.steelworks.core.job;

/**
 * What happened to jobs, as kept in the journal. Each event carries the {@code fence} of the scheduler that wrote it
 * and the wall-clock time. Fields are only ever added, with a meaning for their absence.
 */
public sealed interface JobEvent {
    long fence();

    long atMs();

    /** A scheduler took over with the next fencing number; older ones may not act any more. */
    record SchedulerStarted(long fence, long atMs, String node) implements JobEvent {}

    /**
     * A job was accepted.
     *
     * @param requestDigest of everything that was asked, to tell a repeated submit from another one with the same key
     * @param recipe resolved text
     */
    record Submitted(
            long fence,
            long atMs,
            String job,
            String clientKey,
            String requestDigest,
            String name,
            String kind,
            String recipe,
            String dir,
            int priority,
            long steps,
            int minWorkers,
            int maxWorkers)
            implements JobEvent {}

    /** Workers were granted and a run started, the {@code attempt}th of this job. */
    record Launched(long fence, long atMs, String job, int attempt, int workers) implements JobEvent {}

    /**
     * The run reported its first stable step.
     *
     * @param steps there are in all, which a cleaning knows when it has planned; 0: as submitted
     */
    record Running(long fence, long atMs, String job, long step, long generation, long steps) implements JobEvent {}

    record StopAsked(long fence, long atMs, String job) implements JobEvent {}

    record Stopped(long fence, long atMs, String job, long step) implements JobEvent {}

    record Failed(long fence, long atMs, String job, long step, String reason) implements JobEvent {}

    record Succeeded(long fence, long atMs, String job, long step) implements JobEvent {}

    /** The node of the job ended before the job did; it waits until it is asked for. */
    record Interrupted(long fence, long atMs, String job) implements JobEvent {}

    /**
     * The job goes on under another text of the same recipe: other workers, checkpoints or folders, the same science.
     *
     * @param recipe resolved text
     */
    record Revised(long fence, long atMs, String job, String recipe, String dir, int minWorkers, int maxWorkers)
            implements JobEvent {}

    record Resumed(long fence, long atMs, String job) implements JobEvent {}

    record PriorityChanged(long fence, long atMs, String job, int priority) implements JobEvent {}

    /** Somebody asked for another number of workers. */
    record Scaled(long fence, long atMs, String job, int workers) implements JobEvent {}
}
