package org.steelworks.core.spec;

/**
 * When and where a run saves.
 *
 * @param dir folder of checkpoints, or null for {@code checkpoints} in the run's folder
 * @param everySteps steps between checkpoints; the last step is always saved
 * @param keep newest checkpoints kept
 */
public record CheckpointSpec(String dir, long everySteps, int keep) {
    public CheckpointSpec {
        if (everySteps < 1 || keep < 1) {
            throw new IllegalArgumentException(
                    "checkpoint.every_steps and checkpoint.keep must be at least 1, they are " + everySteps + " and "
                            + keep);
        }
    }
}
