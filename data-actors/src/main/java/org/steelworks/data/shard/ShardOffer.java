package org.steelworks.data.shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.pack.InvalidShard;

/** Shards that somebody wants to add to a run, opened and read once. Close it, unless somebody takes the shards over. */
public final class ShardOffer implements AutoCloseable {
    private final ShardSet shards;
    private final List<PackedWith> packed;

    private ShardOffer(ShardSet shards, List<PackedWith> packed) {
        this.shards = shards;
        this.packed = packed;
    }

    /**
     * Opens them. Takes as long as the disk needs to read them.
     *
     * @param paths shard files or folders of them
     * @param sets paths that the run began with
     * @throws InvalidShard where they are missing, damaged, empty, or lie among those of {@code sets}
     */
    public static ShardOffer open(List<Path> paths, List<Path> sets, ShardSet.Expectation expectation)
            throws IOException {
        ShardSet shards = ShardSet.open(paths, expectation);
        try {
            for (ShardSet.Member member : shards.members()) {
                requireApart(sets, member.mapped().file());
            }
            if (shards.members().isEmpty()) {
                throw new InvalidShard(paths + ": these shards hold nothing but padding; pack text into them");
            }
            return new ShardOffer(shards, PackedWith.of(paths));
        } catch (IOException | RuntimeException e) {
            shards.close();
            throw e;
        }
    }

    /** Whoever reads a folder without an index takes all shards in it for those that the run began with. */
    private static void requireApart(List<Path> sets, Path file) throws IOException {
        for (Path folder : sets) {
            boolean without = Files.isDirectory(folder) && !Files.exists(folder.resolve(ShardIndex.FILE));
            if (without && file.toRealPath().startsWith(folder.toRealPath())) {
                throw new InvalidShard(file + " lies in " + folder + ", whose shards the run began with: the next start"
                        + " would count it among those. Move it to a folder of its own and add it there");
            }
        }
    }

    /** What was found, in order. */
    public List<ListedShard> listed() {
        return ShardListing.of(shards);
    }

    /** What the indexes beside them say. */
    public List<PackedWith> packed() {
        return packed;
    }

    /** For whoever takes them over. */
    ShardSet shards() {
        return shards;
    }

    @Override
    public void close() {
        shards.close();
    }
}
