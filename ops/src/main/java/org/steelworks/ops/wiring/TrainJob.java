package org.steelworks.ops.wiring;

import java.nio.file.Path;
import org.steelworks.core.job.JobAnswer;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;

/** One job of an embedded node, submitted once: a node that starts again finds it in its journal. */
public final class TrainJob {
    private static final String KEY = "embedded";

    private final LocalNode node;
    private final String recipe;
    private final String recipeName;
    private final Path dir;
    private final int workers;

    /** @param recipe resolved text, paths absolute */
    public TrainJob(LocalNode node, String recipe, String recipeName, Path dir, int workers) {
        this.node = node;
        this.recipe = recipe;
        this.recipeName = recipeName;
        this.dir = dir;
        this.workers = workers;
    }

    /** Submits the job, or takes up the one that is there, and follows it to its end. */
    public JobView run(JobFollower.Listener listener) throws InterruptedException {
        JobAnswer answer = node.ask(replyTo -> new JobScheduler.Submit(
                KEY,
                recipe,
                recipeName,
                dir.toString(),
                dir.toString(),
                dir.getFileName().toString(),
                0,
                replyTo));
        JobView job = accepted(answer);
        if (job.state() == JobState.STOPPED || job.state() == JobState.FAILED) {
            JobView again = job;
            job = accepted(node.ask(replyTo -> new JobScheduler.Resume(again.id(), replyTo)));
        }
        if (workers > 0 && !job.state().ended()) {
            JobView scaled = job;
            accepted(node.ask(replyTo -> new JobScheduler.Scale(scaled.id(), workers, replyTo)));
        }
        return new JobFollower(node, job, true, listener).follow();
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
