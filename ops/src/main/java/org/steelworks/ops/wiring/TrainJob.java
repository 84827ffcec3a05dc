package org.steelworks.ops.wiring;

import java.nio.file.Path;
import org.steelworks.core.job.JobAnswer;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;

/**
 * One job of an embedded node, submitted once for a number of steps: a node that starts again finds it in its journal and
 * lets it go on under the recipe given now, whose workers and folders may be others. A run that is continued beyond its
 * last step is another job in the same folder.
 */
public final class TrainJob {
    private final LocalNode node;
    private final String key;
    private final String recipe;
    private final String recipeName;
    private final Path dir;
    private final int workers;

    /**
     * @param recipe resolved text, paths absolute
     * @param steps of the recipe
     */
    public TrainJob(LocalNode node, String recipe, long steps, String recipeName, Path dir, int workers) {
        this.node = node;
        this.key = "embedded-" + steps;
        this.recipe = recipe;
        this.recipeName = recipeName;
        this.dir = dir;
        this.workers = workers;
    }

    /**
     * Submits the job, or takes up the one that is there, and follows it to its end.
     *
     * @throws IllegalArgumentException when it is refused, such as because the job that is there has another science
     */
    public JobView run(JobFollower.Listener listener) throws InterruptedException {
        JobFollower follower = new JobFollower(node, dir, listener);
        JobView job = submitted();
        if (job.state() == JobState.STOPPED || job.state() == JobState.FAILED) {
            JobView again = job;
            job = accepted(node.ask(replyTo -> new JobScheduler.Resume(again.id(), replyTo)));
        }
        if (workers > 0 && !job.state().ended()) {
            JobView scaled = job;
            accepted(node.ask(replyTo -> new JobScheduler.Scale(scaled.id(), workers, replyTo)));
        }
        return follower.follow(job.id());
    }

    private JobView submitted() {
        String folder = dir.toString();
        JobAnswer there =
                node.ask(replyTo -> new JobScheduler.Revise(key, recipe, recipeName, folder, folder, replyTo));
        if (!(there instanceof JobAnswer.Refused refused && refused.cause() == JobAnswer.Cause.NOT_FOUND)) {
            return accepted(there);
        }
        String name = dir.getFileName().toString();
        return accepted(node.ask(
                replyTo -> new JobScheduler.Submit(key, recipe, recipeName, folder, folder, name, 0, replyTo)));
    }

    private static JobView accepted(JobAnswer answer) {
        if (answer instanceof JobAnswer.Accepted accepted) {
            return accepted.job();
        }
        if (answer instanceof JobAnswer.Refused refused) {
            throw new IllegalArgumentException(refused.reason() + ". " + refused.hint());
        }
        throw new IllegalStateException("the job scheduler answered " + answer);
    }
}
