package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Path;
import org.steelworks.core.id.RunId;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.data.actor.RunShards;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.BlockSource;
import org.steelworks.data.shard.ShardCopies;
import org.steelworks.ops.run.RunDataFile;
import org.steelworks.ops.run.RunFolder;

/**
 * The data of a run, opened in this process for whoever reads its samples without a cluster. Opening reads every shard
 * once; call it on a blocking dispatcher. One thread. Close it once nobody reads blocks.
 */
final class RunData implements AutoCloseable {
    private final DataBook book;
    private RunShards shards;
    private DataLedger ledger;
    private BlockSource blocks;

    private RunData(DataBook book, RunShards shards) {
        this.book = book;
        this.shards = shards;
    }

    /**
     * Opens the shard sets of a recipe, with all that was changed in the run's data.
     *
     * @param dir folder of the run; may not exist yet
     * @throws IOException naming file, cause and remedy where a shard or index cannot be used
     */
    static RunData open(RunSpec spec, Path dir) throws IOException {
        DataRecord known = RunDataFile.read(dir);
        RunShards shards = RunShards.open(DataBook.request(new RunId("folder"), spec, dir, known), ShardCopies.NONE);
        try {
            DataBook book = DataBook.of(spec, dir, known, shards.listing());
            RunData data = new RunData(book, shards);
            data.read(book.ledger());
            return data;
        } catch (IOException | RuntimeException e) {
            shards.close();
            throw e;
        }
    }

    /** Takes shards over that were added to the run; they are read once the record gives them their place. */
    void take(AddedShards added) {
        shards = shards.with(added.addition().set(), added.offer());
    }

    /** All shards of the run, and where they come in. */
    RunDataFile record() {
        return book.record();
    }

    /** The ledger of what has its place. */
    DataLedger ledger() {
        return book.ledger();
    }

    /** The samples of that ledger. */
    BlockSource blocks() {
        if (!book.ledger().equals(ledger)) {
            try {
                read(book.ledger());
            } catch (InvalidShard e) {
                throw new IllegalStateException("data that were added are not open: " + e.getMessage(), e);
            }
        }
        return blocks;
    }

    private void read(DataLedger of) throws InvalidShard {
        blocks = shards.source(of);
        ledger = of;
    }

    /** Samples of each step. */
    FeedPlan feed() {
        return book.feed();
    }

    /** Digest of the recipe with the data that the run began with. */
    String recipeDigest() {
        return book.recipeDigest();
    }

    /** What the run's files must know. */
    RunFolder folder(RunId run, Path dir, Recipe recipe, long fence) {
        return book.folder(run, dir, recipe, fence);
    }

    @Override
    public void close() {
        shards.close();
    }
}
