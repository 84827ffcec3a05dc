package org.steelworks.data.actor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.core.generation.Member;
import org.steelworks.core.ledger.AppendRule;
import org.steelworks.core.ledger.BlockTable;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.ShardEntry;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.data.order.SampleOrder;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.BlockSource;
import org.steelworks.data.shard.ShardMixture;
import org.steelworks.data.shard.ShardSet;

/**
 * The open shards of a run and the ledger they fill. Immutable; close it once the {@link FeedAgent} has stopped serving
 * the run.
 */
public final class RunShards implements AutoCloseable {
    private final ShardRequest request;
    private final ShardMixture files;
    private final DataLedger ledger;
    private final BlockSource source;
    private final List<String> notes;

    private RunShards(
            ShardRequest request, ShardMixture files, DataLedger ledger, BlockSource source, List<String> notes) {
        this.request = request;
        this.files = files;
        this.ledger = ledger;
        this.source = source;
        this.notes = List.copyOf(notes);
    }

    /**
     * Opens the shards, reading each of them once, and makes the ledger of a new run or finds every shard of the given
     * one. Takes as long as the disk needs.
     *
     * @throws InvalidShard when shards are missing, damaged, of another block length, or twice the same
     * @throws IllegalArgumentException when a leaf is too long to be sent
     */
    public static RunShards open(ShardRequest request) throws IOException {
        int blockLength = request.sequenceLength() + 1;
        FeedOrder.leafBytes(blockLength, request.plan());
        ShardSet.Expectation expectation =
                new ShardSet.Expectation(blockLength, request.padId(), arrangement(request.order()));
        ShardMixture files = ShardMixture.open("data.train", request.sets(), expectation);
        try {
            for (ShardRequest.Added added : request.added()) {
                List<Path> paths = added.paths().stream().map(Path::of).toList();
                files = files.with(added.set(), ShardSet.open(paths, expectation));
            }
            List<String> notes = new ArrayList<>(files.notes());
            DataLedger ledger = request.ledger();
            if (ledger.isEmpty()) {
                AppendRule.Accept begun = files.begin();
                notes.add(begun.reason());
                ledger = begun.ledger();
            } else {
                noteUnlisted(files, ledger, notes);
            }
            BlockSource source = new BlockSource(files, ledger, order(request, ledger), request.vocabSize());
            return new RunShards(request, files, ledger, source, notes);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private static ShardSet.Arrangement arrangement(DataSpec.Order order) {
        return order == DataSpec.Order.ORIGINAL ? ShardSet.Arrangement.AS_ORIGINAL : ShardSet.Arrangement.AS_PACKED;
    }

    private static void noteUnlisted(ShardMixture files, DataLedger ledger, List<String> notes) {
        Set<String> listed = new HashSet<>();
        new BlockTable(ledger).shards().stream().map(ShardEntry::sha256).forEach(listed::add);
        for (ShardSet set : files.sets()) {
            for (ShardSet.Member member : set.members()) {
                if (!listed.contains(member.entry().sha256())) {
                    notes.add(member.name() + " is not in the run's data ledger and is not trained");
                }
            }
        }
    }

    private static SampleOrder order(ShardRequest request, DataLedger ledger) {
        return switch (request.order()) {
            case PERMUTED -> SampleOrder.permuted(request.seed(), ledger);
            case SEQUENTIAL -> SampleOrder.sequential(ledger);
            case ORIGINAL -> SampleOrder.original(request.seed(), ledger);
        };
    }

    /** What was asked for. */
    public ShardRequest request() {
        return request;
    }

    /** The whole ledger of the run. */
    public DataLedger ledger() {
        return ledger;
    }

    /** The tokens of the run's samples. */
    public BlockSource source() {
        return source;
    }

    /** What a user should know of the shards, a sentence each. */
    public List<String> notes() {
        return notes;
    }

    /** How to feed a generation from these shards. */
    public FeedOrder order(long generation, List<Member> members, List<Endpoint> endpoints) {
        List<PeerId> peers =
                members.stream().map(member -> new PeerId(member.toString())).toList();
        return new FeedOrder(request.run(), generation, peers, endpoints, source, request.plan(), null);
    }

    @Override
    public void close() {
        files.close();
    }
}
