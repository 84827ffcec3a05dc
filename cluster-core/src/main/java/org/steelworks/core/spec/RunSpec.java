package org.steelworks.core.spec;

/**
 * A recipe, parsed and checked: the science of a run. Whatever is in {@link #cluster()}, {@link #checkpoint()} or a
 * folder's name changes where and how fast it runs, never a bit of what it computes.
 *
 * @param kind what the run does
 * @param model architecture and start; null for kinds that train nothing
 * @param data what it trains on; null for kinds that train nothing
 * @param train how it trains; null for kinds that train nothing
 * @param prepare what it cleans; null for kinds that clean nothing
 * @param checkpoint when and where it saves; null for kinds that train nothing
 * @param cluster how many workers it wants
 */
public record RunSpec(
        RunKind kind,
        ModelSource model,
        DataSpec data,
        TrainSpec train,
        PrepareSpec prepare,
        CheckpointSpec checkpoint,
        ClusterSpec cluster) {

    /** A run that trains. */
    public RunSpec(
            RunKind kind,
            ModelSource model,
            DataSpec data,
            TrainSpec train,
            CheckpointSpec checkpoint,
            ClusterSpec cluster) {
        this(kind, model, data, train, null, checkpoint, cluster);
    }
}
