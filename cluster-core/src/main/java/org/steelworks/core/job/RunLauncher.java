package org.steelworks.core.job;

import org.apache.pekko.actor.typed.Behavior;

/**
 * Makes the behaviour that runs a job: what each kind of run does is known to the composition root alone. The job
 * scheduler spawns it as its child. When it ends or fails without a final {@link RunUpdate} it is launched again with
 * {@code resume}, a bounded number of times.
 */
@FunctionalInterface
public interface RunLauncher {
    Behavior<RunCommand> launch(RunRequest request);
}
