package org.steelworks.core.job;

import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** What the job scheduler asks of a run. Local messages; a repeated one changes nothing, or is refused for what it repeats. */
public sealed interface RunCommand {
    /** Save a checkpoint and end with {@link RunUpdate.Stopped}. */
    record Stop() implements RunCommand {}

    /** Go on with so many workers from the next generation. */
    record Scale(int workers) implements RunCommand {}

    /** Change the data as soon as may be. */
    sealed interface ChangeData extends RunCommand {
        /** Who hears that it is durable, or why not. */
        ActorRef<JobAnswer> replyTo();
    }

    /**
     * Train these shards too.
     *
     * @param paths absolute shard files or folders of them
     * @param set which shard set they are for, its number or path; null where the run has only one
     * @param replyTo hears {@link JobAnswer.DataAdded}
     */
    record AddData(List<String> paths, String set, ActorRef<JobAnswer> replyTo) implements ChangeData {
        public AddData {
            paths = List.copyOf(paths);
        }
    }

    /**
     * Draw samples from the sets with these weights.
     *
     * @param weights by number or path of a set; one that is not named keeps its weight
     * @param replyTo hears {@link JobAnswer.DataMixed}
     */
    record MixData(Map<String, Double> weights, ActorRef<JobAnswer> replyTo) implements ChangeData {
        public MixData {
            weights = Map.copyOf(weights);
        }
    }
}
