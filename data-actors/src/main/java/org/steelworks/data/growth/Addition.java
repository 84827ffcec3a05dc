package org.steelworks.data.growth;

import java.util.List;
import org.steelworks.core.generation.DataPlace;

/**
 * Shards that were added to a run.
 *
 * @param set number of the set they were added to, from 0
 * @param paths absolute files and folders where they were; may be corrected when they are moved
 * @param shards what was found there, in order; at least one
 * @param place where they come in, or null while they wait for it
 */
public record Addition(int set, List<String> paths, List<ListedShard> shards, DataPlace place) implements DataChange {
    public Addition {
        paths = List.copyOf(paths);
        shards = List.copyOf(shards);
        if (set < 0 || shards.isEmpty()) {
            throw new IllegalArgumentException(
                    "an addition has at least one shard and a set from 0 on, got " + shards.size() + " for set " + set);
        }
    }

    @Override
    public Addition at(DataPlace found) {
        return new Addition(set, paths, shards, found);
    }

    /** Samples of all its shards. */
    public long blocks() {
        return shards.stream().mapToLong(shard -> shard.entry().blocks()).sum();
    }
}
