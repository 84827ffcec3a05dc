package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.ShardIndex;
import org.steelworks.data.shard.ShardSet;
import org.steelworks.ops.run.RunDataFile;

/**
 * Shards that somebody wants to add to a run: opened, read once, and found fit for it.
 *
 * @param shards closed by their owner, unless a {@link RunData} takes them over
 */
record AddedShards(ShardSet shards, Addition addition) implements AutoCloseable {

    /**
     * Opens them. Takes as long as the disk needs to read them.
     *
     * @param paths absolute shard files or folders of them
     * @param set the set that they are for: its number from 0, or its path; null where the run has only one
     * @throws InvalidShard where they cannot join, naming which and why
     */
    static AddedShards open(RunSpec spec, RunDataFile data, List<Path> paths, String set) throws IOException {
        int number = set(new SetNames(spec.data().train()), set);
        requireOrder(spec.data());
        TokenizerFit.check(spec, paths);
        ShardSet shards = ShardSet.open(paths, RunData.expectation(spec));
        try {
            for (ShardSet.Member member : shards.members()) {
                requireApart(spec.data().train(), member.mapped().file());
            }
            if (shards.members().isEmpty()) {
                throw new InvalidShard(paths + ": these shards hold nothing but padding; pack text into them");
            }
            Addition addition = new Addition(
                    number,
                    paths.stream().map(Path::toString).toList(),
                    shards.members().stream()
                            .map(member -> new ListedShard(member.name(), member.entry()))
                            .toList(),
                    null);
            String refusal = data.refusal(addition);
            if (refusal != null) {
                throw new InvalidShard(refusal);
            }
            return new AddedShards(shards, addition);
        } catch (IOException | RuntimeException e) {
            shards.close();
            throw e;
        }
    }

    private static int set(SetNames names, String named) throws InvalidShard {
        if (named == null && names.sets().size() == 1) {
            return 0;
        }
        int number = named == null ? -1 : names.find(named);
        if (number < 0) {
            throw new InvalidShard(
                    (named == null ? "the run has several shard sets" : "the run has no shard set '" + named + "'")
                            + "; say which one the shards are for, by number or path, of " + names.listed());
        }
        return number;
    }

    private static void requireOrder(DataSpec data) throws InvalidShard {
        if (data.order() == DataSpec.Order.ORIGINAL && data.train().size() > 1) {
            throw new InvalidShard(
                    "data.order is original and the run has " + data.train().size()
                            + " shard sets: the original draws them at random and cannot add to one of them; runs with order:"
                            + " permuted can");
        }
    }

    /** Whoever reads a folder without an index takes all shards in it for those that the run began with. */
    private static void requireApart(List<DataSpec.ShardSource> sets, Path file) throws IOException {
        for (DataSpec.ShardSource source : sets) {
            Path folder = Path.of(source.path());
            boolean without = Files.isDirectory(folder) && !Files.exists(folder.resolve(ShardIndex.FILE));
            if (without && file.toRealPath().startsWith(folder.toRealPath())) {
                throw new InvalidShard(file + " lies in " + folder + ", whose shards the run began with: the next start"
                        + " would count it among those. Move it to a folder of its own and add it there");
            }
        }
    }

    @Override
    public void close() {
        shards.close();
    }
}
