package org.steelworks.core.job;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What the job scheduler asks of a run. Local messages; a repeated one changes nothing, or is refused for what it repeats. */
public sealed interface RunCommand {
    /** Save a checkpoint and end with {@link RunUpdate.Stopped}. */
    record Stop() implements RunCommand {}

    /** Go on with so many workers from the next generation. */
    record Scale(int workers) implements RunCommand {}

    /**
     * Train these shards too, as soon as may be.
     *
     * @param paths absolute shard files or folders of them
     * @param set which shard set they are for, its number or path; null where the run has only one
     * @param replyTo hears {@link JobAnswer.DataAdded} once it is durable, or why not
     */
    record AddData(List<String> paths, String set, ActorRef<JobAnswer> replyTo) implements RunCommand {
        public AddData {
            paths = List.copyOf(paths);
        }
    }
}
