package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.id.RunId;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.data.actor.ShardRequest;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.PackedWith;
import org.steelworks.data.shard.ShardOffer;
import org.steelworks.ops.run.RunDataFile;

/**
 * Shards that somebody wants to add to a run: opened in this process, read once, and found fit for it.
 *
 * @param offer closed by its owner, unless a {@link RunData} takes the shards over
 */
record AddedShards(ShardOffer offer, Addition addition) implements AutoCloseable {

    /**
     * Opens them. Takes as long as the disk needs to read them.
     *
     * @param paths absolute shard files or folders of them
     * @param set the set that they are for: its number from 0, or its path; null where the run has only one
     * @throws InvalidShard where they cannot join, naming which and why
     */
    static AddedShards open(RunSpec spec, RunDataFile data, List<Path> paths, String set) throws IOException {
        ShardRequest.Added added =
                added(spec, paths.stream().map(Path::toString).toList(), set);
        ShardRequest request = DataBook.request(new RunId("folder"), spec, Path.of(""), null);
        List<Path> sources = new ArrayList<>(request.folders());
        spec.data().validation().forEach(source -> sources.add(Path.of(source.path())));
        sources.addAll(paths);
        ShardOffer offer = ShardOffer.open(paths, request.folders(), request.expectation());
        try {
            return new AddedShards(offer, addition(spec, data, added, offer.listed(), PackedWith.of(sources)));
        } catch (IOException | RuntimeException e) {
            offer.close();
            throw e;
        }
    }

    /**
     * What is to be opened.
     *
     * @param paths absolute shard files or folders of them
     * @param set as for {@link #open}
     * @throws InvalidShard where the run has no such set, or takes no additions
     */
    static ShardRequest.Added added(RunSpec spec, List<String> paths, String set) throws InvalidShard {
        int number = set(new SetNames(spec.data().train()), set);
        requireOrder(spec.data());
        return new ShardRequest.Added(number, paths);
    }

    /**
     * What joins a run of shards that were opened. Reads the recipe's tokenizer.
     *
     * @param packed how they and the run's other shards were packed
     * @throws InvalidShard where they cannot join, naming which and why
     */
    static Addition addition(
            RunSpec spec, RunDataFile data, ShardRequest.Added added, List<ListedShard> shards, List<PackedWith> packed)
            throws IOException {
        TokenizerFit.check(spec, packed);
        Addition addition = new Addition(added.set(), added.paths(), shards, null);
        String refusal = data.refusal(addition);
        if (refusal != null) {
            throw new InvalidShard(refusal);
        }
        return addition;
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

    @Override
    public void close() {
        offer.close();
    }
}
