package org.steelworks.ops.http;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobAnswer;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.core.job.JobView;

/** Asks the job scheduler, wherever it is; refusals become problems. */
final class JobClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ActorRef<JobScheduler.Command> scheduler;
    private final ActorSystem<?> system;

    JobClient(ActorRef<JobScheduler.Command> scheduler, ActorSystem<?> system) {
        this.scheduler = scheduler;
        this.system = system;
    }

    CompletionStage<JobAnswer> ask(Function<ActorRef<JobAnswer>, JobScheduler.Command> command) {
        return ask(command, PATIENCE);
    }

    /** The same where the answer may take longer. */
    CompletionStage<JobAnswer> ask(Function<ActorRef<JobAnswer>, JobScheduler.Command> command, Duration patience) {
        return AskPattern.<JobScheduler.Command, JobAnswer>ask(scheduler, command::apply, patience, system.scheduler())
                .thenApply(answer -> {
                    if (answer instanceof JobAnswer.Refused refused) {
                        throw Problem.of(refused).exception();
                    }
                    return answer;
                });
    }

    CompletionStage<JobView> job(JobId id) {
        return ask(replyTo -> new JobScheduler.Get(id, replyTo)).thenApply(answer -> ((JobAnswer.Found) answer).job());
    }
}
