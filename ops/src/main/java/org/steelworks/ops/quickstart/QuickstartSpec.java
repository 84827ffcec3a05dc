package org.steelworks.ops.quickstart;

import java.nio.file.Path;

/**
 * What a quickstart is asked for.
 *
 * @param dir folder of everything it makes
 * @param workers worker processes
 * @param kills workers killed on purpose on the way
 * @param resume go on with what is in {@code dir}
 * @param port of the dashboard, 0 for a free one
 * @param steps of training
 */
public record QuickstartSpec(Path dir, int workers, int kills, boolean resume, int port, long steps) {
    /** A quickstart of the usual length. */
    public QuickstartSpec(Path dir, int workers, int kills, boolean resume, int port) {
        this(dir, workers, kills, resume, port, QuickstartRecipe.STEPS);
    }

    public QuickstartSpec {
        if (workers < 1 || workers > QuickstartRecipe.LEAVES) {
            throw new IllegalArgumentException("--workers is " + workers + ", must be 1 to " + QuickstartRecipe.LEAVES
                    + ": a step of the quickstart has " + QuickstartRecipe.LEAVES + " leaves");
        }
        if (kills < 0 || kills > 10) {
            throw new IllegalArgumentException("--kills is " + kills + ", must be 0 to 10");
        }
    }
}
