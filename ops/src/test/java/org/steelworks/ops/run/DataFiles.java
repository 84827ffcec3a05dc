package org.steelworks.ops.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.steelworks.core.ledger.ShardEntry;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.growth.ListedShard;

/** Data of runs whose shards nobody opens. */
final class DataFiles {
    private DataFiles() {}

    /** A run of one set that began with the shard {@code a}, of 20 blocks, in steps of 8 samples. */
    static RunDataFile begun(Path dir) {
        return open(dir, new DataRecord(List.of(List.of(shard('a', 20))), List.of()));
    }

    /** A run of two sets, the second of half the weight of the first; otherwise as {@link #begun}. */
    static RunDataFile mixture(Path dir) {
        return open(dir, new DataRecord(List.of(List.of(shard('a', 20)), List.of(shard('b', 6))), List.of()));
    }

    static RunDataFile open(Path dir, DataRecord record) {
        try {
            return RunDataFile.of(dir, record.first().size() == 1 ? List.of(1.0) : List.of(1.0, 0.5), 8, record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ListedShard shard(char digit, long blocks) {
        return new ListedShard(
                "shards/" + digit + ".bin",
                new ShardEntry(Character.toString(digit).repeat(64), blocks));
    }

    static Addition addition(char digit, long blocks) {
        return new Addition(0, List.of("/shards/" + digit), List.of(shard(digit, blocks)), null);
    }
}
