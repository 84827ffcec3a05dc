package org.steelworks.core.job;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Makes the behaviour that runs a job: what each kind of run does is known to the composition root alone. The job
 * scheduler spawns it as its child, on the dispatcher for what blocks. When it ends or fails without a final {@link RunUpdate} it is launched again with
 * {@code resume}, a bounded number of times.
 */
@FunctionalInterface
public interface RunLauncher {
    Behavior<RunCommand> launch(RunRequest request);

    /** Makes the behaviour that changes the data of a job which has no run at present: it answers once and ends. */
    default Behavior<Void> changeData(DataRequest request) {
        return Behaviors.setup(context -> {
            request.asked()
                    .replyTo()
                    .tell(new JobAnswer.Refused(
                            JobAnswer.Cause.INVALID_ARGUMENT,
                            "job " + request.job() + " does not train",
                            "Change the data of a training job"));
            return Behaviors.stopped();
        });
    }
}
