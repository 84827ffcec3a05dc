package org.steelworks.ops.wiring;

import java.util.concurrent.CompletionException;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobAnswer;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.MixtureChange;

/** What whoever changes the data of a job is told. */
final class DataAnswers {
    private DataAnswers() {}

    static JobAnswer added(JobId job, Addition addition) {
        return new JobAnswer.DataAdded(job, addition.set(), addition.shards().size(), addition.blocks());
    }

    static JobAnswer mixed(JobId job, MixtureChange change) {
        return new JobAnswer.DataMixed(job, change.weights());
    }

    static JobAnswer refused(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new JobAnswer.Refused(
                JobAnswer.Cause.DATA_REFUSED,
                cause.getMessage() == null ? cause.toString() : cause.getMessage(),
                "The job's data are as they were");
    }
}
