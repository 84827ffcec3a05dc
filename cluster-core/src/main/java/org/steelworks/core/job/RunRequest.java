package org.steelworks.core.job;

import java.nio.file.Path;
import org.apache.pekko.actor.typed.ActorRef;
import org.steelworks.core.id.JobId;
import org.steelworks.core.recipe.Recipe;

/**
 * What a run needs to start.
 *
 * @param job whose run it is
 * @param recipe the run and its resolved text
 * @param dir folder of its files; may not exist yet
 * @param resume whether the job ran before: go on from what is in {@code dir}
 * @param workers how many workers it was granted, 0 for kinds that need no device
 * @param fence fencing number of the scheduler; the run puts it into all it writes and refuses older ones
 * @param replyTo where its updates go
 */
public record RunRequest(
        JobId job, Recipe recipe, Path dir, boolean resume, int workers, long fence, ActorRef<RunUpdate> replyTo) {}
