package org.steelworks.core.job;

import java.nio.file.Path;
import org.steelworks.core.id.JobId;
import org.steelworks.core.recipe.Recipe;

/**
 * What is needed to change the data of a job without a run.
 *
 * @param recipe of the job
 * @param dir folder of its files; may not exist yet
 * @param fence fencing number of the scheduler
 */
public record DataRequest(JobId job, Recipe recipe, Path dir, long fence, RunCommand.ChangeData asked) {}
