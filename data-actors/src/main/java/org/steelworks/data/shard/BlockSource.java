package org.steelworks.data.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.ledger.BlockAddress;
import org.steelworks.core.ledger.BlockTable;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.ShardEntry;
import org.steelworks.data.feed.SampleRange;
import org.steelworks.data.order.SampleOrder;
import org.steelworks.data.pack.InvalidShard;

/** Gives the token ids of a run's samples. Safe for any thread as far as its buffers are not shared. */
public final class BlockSource {
    private final BlockTable table;
    private final SampleOrder order;
    private final List<ShardSet.Member> shards = new ArrayList<>();
    private final int blockLength;
    private final int idLimit;

    /**
     * Connects a ledger with the files that hold its shards.
     *
     * @param order of the same ledger
     * @param idLimit token ids must be below it: rows of the model's embedding
     * @throws InvalidShard when a shard of the ledger is not in its set
     */
    public BlockSource(ShardMixture files, DataLedger ledger, SampleOrder order, int idLimit) throws InvalidShard {
        if (files.sets().size() != ledger.sets().size()) {
            throw new InvalidShard(
                    "data.train names " + files.sets().size() + " shard sets, but the run's data ledger has "
                            + ledger.sets().size() + ": resume with the sets that the run began with");
        }
        this.table = new BlockTable(ledger);
        this.order = order;
        this.idLimit = idLimit;
        List<ShardEntry> entries = table.shards();
        for (int i = 0; i < entries.size(); i++) {
            shards.add(files.sets().get(table.setOf(i)).find(entries.get(i)));
        }
        if (shards.isEmpty()) {
            throw new IllegalArgumentException("the data ledger lists no shard");
        }
        this.blockLength = shards.get(0).mapped().blockLength();
    }

    /** Tokens of a sample. */
    public int blockLength() {
        return blockLength;
    }

    /** Where sample {@code sample} of the run lies. */
    public BlockAddress address(long sample) {
        return table.locate(order.blockOf(sample));
    }

    /**
     * Copies the ids of a sample to {@code into[offset …]}.
     *
     * @throws InvalidShard when the shard was changed or removed meanwhile, or holds ids that the model does not have
     */
    public void read(long sample, int[] into, int offset) throws IOException {
        BlockAddress address = address(sample);
        ShardSet.Member shard = shards.get(address.shard());
        shard.mapped().checkUnchanged();
        shard.mapped().read(address.block(), into, offset);
        for (int i = 0; i < blockLength; i++) {
            int id = into[offset + i];
            if (id < 0 || id >= idLimit) {
                throw new InvalidShard(shard.name() + ", block " + address.block() + ", token " + i + ": id " + id
                        + " is not below the model's vocab_size " + idLimit
                        + "; train with the vocabulary size of the tokenizer that packed the shards");
            }
        }
    }

    /**
     * Appends the ids of consecutive samples to {@code into} at its position, 32 bits little-endian each.
     *
     * @param into needs {@code count · blockLength · 4} bytes
     */
    public void read(SampleRange samples, ByteBuffer into) throws IOException {
        int[] ids = new int[blockLength];
        ByteOrder given = into.order();
        into.order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (long sample = samples.first(); sample < samples.end(); sample++) {
                read(sample, ids, 0);
                into.asIntBuffer().put(ids);
                into.position(into.position() + blockLength * Integer.BYTES);
            }
        } finally {
            into.order(given);
        }
    }
}
