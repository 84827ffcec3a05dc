package org.steelworks.core.job;

import java.nio.file.Path;
import java.util.List;
import org.steelworks.core.job.JobAnswer.Cause;
import org.steelworks.core.recipe.Recipe;

/** Whether a job may go on under another text of its recipe: with other workers or folders, never with other science. */
final class ReviseRule {
    private ReviseRule() {}

    sealed interface Outcome {}

    /** The text differs where it may. */
    record Changed(JobEvent.Revised event) implements Outcome {}

    /** It is the text that the job has. */
    record Same() implements Outcome {}

    record Refuse(JobAnswer.Refused answer) implements Outcome {}

    /**
     * Decides.
     *
     * @param recipe of the other text
     * @param differences of its science from the job's, a sentence each
     */
    static Outcome decide(
            JobTable table, Job job, JobScheduler.Revise revise, Recipe recipe, List<String> differences, long nowMs) {
        if (!differences.isEmpty()) {
            return refuse(
                    Cause.OTHER_SCIENCE,
                    "job " + job.id() + " in " + job.dir() + " has another recipe: " + String.join("; ", differences),
                    "Give the values of the run (its recipe.resolved.yaml has them all), or start another run in"
                            + " another folder. Workers, checkpoints and folders may differ");
        }
        String folder = Path.of(revise.dir()).normalize().toString();
        if (recipe.resolvedYaml().equals(job.recipe()) && folder.equals(job.dir())) {
            return new Same();
        }
        if (job.state() == JobState.QUEUED || job.state().active()) {
            return refuse(
                    Cause.WRONG_STATE,
                    "job " + job.id() + " is " + job.state() + " under its present recipe",
                    "Stop it first; `steel scale` changes the workers of a running job");
        }
        for (Job other : table.all()) {
            if (!other.state().ended() && other.dir().equals(folder)) {
                return refuse(
                        Cause.FOLDER_IN_USE,
                        "job " + other.id() + " (" + other.state() + ") works in " + folder,
                        "Choose another folder, or stop that job");
            }
        }
        return new Changed(new JobEvent.Revised(
                table.fence(),
                nowMs,
                job.id().value(),
                recipe.resolvedYaml(),
                folder,
                recipe.spec().cluster().minWorkers(),
                recipe.spec().cluster().maxWorkers()));
    }

    private static Refuse refuse(Cause cause, String reason, String hint) {
        return new Refuse(new JobAnswer.Refused(cause, reason, hint));
    }
}
