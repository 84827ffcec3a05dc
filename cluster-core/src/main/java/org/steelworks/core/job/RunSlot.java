package org.steelworks.core.job;

import org.apache.pekko.actor.typed.ActorRef;

/** The run of an active job as the scheduler sees it now: its actor, its latest progress, its restarts. */
final class RunSlot {
    private final int attempt;
    private final int restarts;
    private final long stepAtRestart;
    private final ActorRef<RunCommand> actor;
    private final ActorRef<RunUpdate> updates;
    private RunUpdate.Progress progress;
    private RunUpdate.Cleaned cleaned;
    private String waiting = "";

    RunSlot(int attempt, int restarts, long stepAtRestart, ActorRef<RunCommand> actor, ActorRef<RunUpdate> updates) {
        this.attempt = attempt;
        this.restarts = restarts;
        this.stepAtRestart = stepAtRestart;
        this.actor = actor;
        this.updates = updates;
    }

    int attempt() {
        return attempt;
    }

    ActorRef<RunCommand> actor() {
        return actor;
    }

    ActorRef<RunUpdate> updates() {
        return updates;
    }

    /** The latest progress, null before the first step. */
    RunUpdate.Progress progress() {
        return progress;
    }

    void progressed(RunUpdate.Progress next) {
        progress = next;
    }

    /** How far a cleaning is, null before that is known and of all other runs. */
    RunUpdate.Cleaned cleaned() {
        return cleaned;
    }

    void cleaned(RunUpdate.Cleaned next) {
        cleaned = next;
    }

    /** Why no step comes, empty while steps come. */
    String waiting() {
        return waiting;
    }

    void waits(String reason) {
        waiting = reason;
    }

    long step() {
        if (cleaned != null) {
            return cleaned.unitsDone();
        }
        return progress == null ? stepAtRestart : progress.step();
    }

    /** Restarts since the run last got further than where it had ended before. */
    int restartsWithoutProgress() {
        return step() > stepAtRestart ? 0 : restarts;
    }
}
