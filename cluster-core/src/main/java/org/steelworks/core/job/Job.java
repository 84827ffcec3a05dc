package org.steelworks.core.job;

import org.steelworks.core.id.JobId;

/**
 * A job as the journal tells it.
 *
 * @param order of submission, from 1
 * @param recipe resolved text
 * @param attempt runs started so far
 * @param workers granted to its run, or wanted after a scale
 */
record Job(
        JobId id,
        long order,
        String name,
        String kind,
        String recipe,
        String dir,
        int priority,
        JobState state,
        String reason,
        int attempt,
        int workers,
        int minWorkers,
        int maxWorkers,
        long step,
        long steps,
        long generation,
        long submittedMs,
        long changedMs) {

    static Job of(JobEvent.Submitted event, long order) {
        return new Job(
                new JobId(event.job()),
                order,
                event.name(),
                event.kind(),
                event.recipe(),
                event.dir(),
                event.priority(),
                JobState.QUEUED,
                "",
                0,
                0,
                event.minWorkers(),
                event.maxWorkers(),
                0,
                event.steps(),
                0,
                event.atMs(),
                event.atMs());
    }

    Job to(JobState next, String why, long atMs) {
        return with(priority, next, why, attempt, workers, maxWorkers, step, generation, atMs);
    }

    Job at(long reached, long nextGeneration) {
        return with(
                priority,
                state,
                reason,
                attempt,
                workers,
                maxWorkers,
                Math.max(step, reached),
                nextGeneration,
                changedMs);
    }

    /** The same with so many steps in all, where that number is known. */
    Job withSteps(long known) {
        return known == 0
                ? this
                : new Job(
                        id,
                        order,
                        name,
                        kind,
                        recipe,
                        dir,
                        priority,
                        state,
                        reason,
                        attempt,
                        workers,
                        minWorkers,
                        maxWorkers,
                        step,
                        known,
                        generation,
                        submittedMs,
                        changedMs);
    }

    Job launched(int nextAttempt, int granted, long atMs) {
        return state == JobState.STOPPING
                ? with(priority, state, reason, nextAttempt, granted, maxWorkers, step, generation, changedMs)
                : with(priority, JobState.STARTING, "", nextAttempt, granted, maxWorkers, step, generation, atMs);
    }

    Job scaled(int wanted) {
        int granted = state.active() ? wanted : workers;
        return with(priority, state, reason, attempt, granted, wanted, step, generation, changedMs);
    }

    Job revised(JobEvent.Revised event) {
        return new Job(
                id,
                order,
                name,
                kind,
                event.recipe(),
                event.dir(),
                priority,
                state,
                reason,
                attempt,
                workers,
                event.minWorkers(),
                event.maxWorkers(),
                step,
                steps,
                generation,
                submittedMs,
                changedMs);
    }

    Job prioritised(int nextPriority) {
        return with(nextPriority, state, reason, attempt, workers, maxWorkers, step, generation, changedMs);
    }

    private Job with(
            int nextPriority,
            JobState nextState,
            String nextReason,
            int nextAttempt,
            int nextWorkers,
            int nextMax,
            long nextStep,
            long nextGeneration,
            long nextChangedMs) {
        return new Job(
                id,
                order,
                name,
                kind,
                recipe,
                dir,
                nextPriority,
                nextState,
                nextReason,
                nextAttempt,
                nextWorkers,
                Math.min(minWorkers, nextMax),
                nextMax,
                nextStep,
                steps,
                nextGeneration,
                submittedMs,
                nextChangedMs);
    }
}
