package org.steelworks.checkpoint.policy;

import org.steelworks.core.spec.CheckpointSpec;

/**
 * At which steps a run saves: multiples of {@code checkpoint.every_steps} and the last step. A function of recipe and
 * step alone, so every worker knows it without being told.
 *
 * @param everySteps steps between checkpoints
 * @param lastStep last step of the run
 */
public record SaveSchedule(long everySteps, long lastStep) {
    /** Whether a checkpoint is due after a step, and why. */
    public record Decision(boolean due, String reason) {}

    public SaveSchedule {
        if (everySteps < 1 || lastStep < 0) {
            throw new IllegalArgumentException("a save schedule needs every_steps >= 1 and a last step >= 0, it has "
                    + everySteps + " and " + lastStep);
        }
    }

    public static SaveSchedule of(CheckpointSpec spec, long lastStep) {
        return new SaveSchedule(spec.everySteps(), lastStep);
    }

    /** Decides for the state after {@code step}. */
    public Decision decide(long step) {
        if (step < 1 || step > lastStep) {
            return new Decision(false, "step " + step + " is not one of the run's steps 1.." + lastStep);
        }
        if (step == lastStep) {
            return new Decision(true, "step " + step + " is the last");
        }
        if (step % everySteps == 0) {
            return new Decision(true, "step " + step + " is a multiple of every_steps " + everySteps);
        }
        return new Decision(false, "the next checkpoint is due at step " + next(step));
    }

    /** The first step behind {@code step} at which one is due; the last step where none is. */
    public long next(long step) {
        return Math.min((Math.max(step, 0) / everySteps + 1) * everySteps, lastStep);
    }
}
