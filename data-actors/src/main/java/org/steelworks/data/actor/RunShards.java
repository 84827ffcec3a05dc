package org.steelworks.data.actor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.core.generation.Member;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.order.SampleOrder;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.BlockSource;
import org.steelworks.data.shard.PackedWith;
import org.steelworks.data.shard.ShardCopies;
import org.steelworks.data.shard.ShardListing;
import org.steelworks.data.shard.ShardMixture;
import org.steelworks.data.shard.ShardOffer;
import org.steelworks.data.shard.ShardSet;

/**
 * The shards of a run, opened on one node, each checked by its content. Immutable; close the newest once nobody reads any
 * more.
 */
public final class RunShards implements AutoCloseable {
    private static final String TRAIN = "data.train";
    private static final String VALIDATION = "data.validation";

    private final ShardRequest request;
    private final ShardCopies copies;
    private final ShardMixture files;
    /** Null where the run has none. */
    private final ShardMixture validation;

    private final ShardListing listing;
    private final FeedOrder.Validation batches;

    private RunShards(
            ShardRequest request,
            ShardCopies copies,
            ShardMixture files,
            ShardMixture validation,
            ShardListing listing,
            FeedOrder.Validation batches) {
        this.request = request;
        this.copies = copies;
        this.files = files;
        this.validation = validation;
        this.listing = listing;
        this.batches = batches;
    }

    /**
     * Opens the shards, reading each of them once. Takes as long as the disk needs.
     *
     * @param copies where this node has them
     * @throws InvalidShard when shards are missing, changed, damaged, of another block length, or twice the same; the message
     *     names them
     * @throws IllegalArgumentException when a leaf is too long to be sent
     */
    public static RunShards open(ShardRequest request, ShardCopies copies) throws IOException {
        FeedOrder.leafBytes(request.sequenceLength() + 1, request.plan());
        ShardMixture files = ShardMixture.open(TRAIN, here(request.sets(), copies), request.expectation());
        try {
            for (ShardRequest.Added added : request.added()) {
                files = files.with(added.set(), ShardSet.open(here(added, copies), request.expectation()));
            }
            List<String> notes = new ArrayList<>(files.notes());
            if (request.begins()) {
                // says which set is empty, or which shard is there twice
                files.begin();
            } else {
                requireListed(files, request);
                noteUnlisted(files, request.listed(), notes);
            }
            return withValidation(request, copies, files, notes);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private static RunShards withValidation(
            ShardRequest request, ShardCopies copies, ShardMixture files, List<String> notes) throws IOException {
        ShardRequest.Validation asked = request.validation();
        if (asked == null) {
            ShardListing listing = new ShardListing(files.listed(), packed(request, copies), null, notes);
            return new RunShards(request, copies, files, null, listing, null);
        }
        ShardMixture validation = ShardMixture.open(
                VALIDATION, here(asked.sets(), copies), request.expectation(ShardSet.Arrangement.AS_PACKED));
        try {
            DataLedger ledger = validation.begin().ledger();
            int due = asked.batches(ledger.blocks());
            // the first samples, mixed by the weights of the sets, in the order in which they were packed
            FeedOrder.Validation batches = due == 0
                    ? null
                    : new FeedOrder.Validation(
                            new BlockSource(validation, ledger, SampleOrder.sequential(ledger), request.vocabSize()),
                            due,
                            asked.sequences());
            ShardListing listing = new ShardListing(files.listed(), packed(request, copies), ledger, notes);
            return new RunShards(request, copies, files, validation, listing, batches);
        } catch (IOException | RuntimeException e) {
            validation.close();
            throw e;
        }
    }

    private static List<DataSpec.ShardSource> here(List<DataSpec.ShardSource> sources, ShardCopies copies) {
        return sources.stream()
                .map(source -> new DataSpec.ShardSource(
                        copies.here(Path.of(source.path())).toString(), source.weight()))
                .toList();
    }

    private static List<Path> here(ShardRequest.Added added, ShardCopies copies) {
        return added.paths().stream().map(path -> copies.here(Path.of(path))).toList();
    }

    private static List<PackedWith> packed(ShardRequest request, ShardCopies copies) throws IOException {
        List<Path> paths = new ArrayList<>();
        request.sets().forEach(source -> paths.add(copies.here(Path.of(source.path()))));
        if (request.validation() != null) {
            request.validation().sets().forEach(source -> paths.add(copies.here(Path.of(source.path()))));
        }
        request.added().forEach(added -> paths.addAll(here(added, copies)));
        return PackedWith.of(paths);
    }

    /** All shards of the run are there, with their content; others may lie beside them. */
    private static void requireListed(ShardMixture files, ShardRequest request) throws InvalidShard {
        List<String> faults = new ArrayList<>();
        for (int set = 0; set < request.listed().size(); set++) {
            Map<String, String> names = new HashMap<>();
            Set<String> contents = new HashSet<>();
            for (ShardSet.Member member : files.sets().get(set).members()) {
                names.put(member.name(), member.entry().sha256());
                contents.add(member.entry().sha256());
            }
            for (ListedShard shard : request.listed().get(set)) {
                if (!contents.contains(shard.entry().sha256())) {
                    faults.add(shard.name()
                            + (names.containsKey(shard.name())
                                    ? " was changed: it has sha256 " + names.get(shard.name()) + ", not "
                                    : " is missing: no file has sha256 ")
                            + shard.entry().sha256());
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidShard(String.join("; ", faults) + ". Put the originals back: " + request.record()
                    + " lists what the run trains, and the paths of what was added, which may be corrected there");
        }
    }

    private static void noteUnlisted(ShardMixture files, List<List<ListedShard>> listed, List<String> notes) {
        Set<String> contents = new HashSet<>();
        listed.forEach(set -> set.forEach(shard -> contents.add(shard.entry().sha256())));
        for (ShardSet set : files.sets()) {
            for (ShardSet.Member member : set.members()) {
                if (!contents.contains(member.entry().sha256())) {
                    notes.add(member.name() + " is not one of the run's shards and is not trained");
                }
            }
        }
    }

    /** What was asked for. */
    public ShardRequest request() {
        return request;
    }

    /** What was found at the beginning. */
    public ShardListing listing() {
        return listing;
    }

    /** What a validation reads, or null where none is due. */
    public FeedOrder.Validation validation() {
        return batches;
    }

    /**
     * Opens shards that somebody wants to add. Takes as long as the disk needs.
     *
     * @throws InvalidShard when they are missing, damaged, or among those that the run began with; the message names them
     */
    public ShardOffer offer(ShardRequest.Added added) throws IOException {
        List<Path> folders = request.folders().stream().map(copies::here).toList();
        return ShardOffer.open(here(added, copies), folders, request.expectation());
    }

    /** These shards with those of an offer, which they own from now on; this object is not closed by itself any more. */
    public RunShards with(int set, ShardOffer offer) {
        return new RunShards(request, copies, files.with(set, offer), validation, listing, batches);
    }

    /**
     * The samples of a ledger.
     *
     * @throws InvalidShard when a shard of it is not open here
     */
    public BlockSource source(DataLedger ledger) throws InvalidShard {
        SampleOrder order =
                switch (request.order()) {
                    case PERMUTED -> SampleOrder.permuted(request.seed(), ledger);
                    case SEQUENTIAL -> SampleOrder.sequential(ledger);
                    case ORIGINAL -> SampleOrder.original(request.seed(), ledger);
                };
        return new BlockSource(files, ledger, order, request.vocabSize());
    }

    /**
     * How to feed a generation.
     *
     * @param source of its ledger
     */
    public FeedOrder order(long generation, List<Member> members, List<Endpoint> endpoints, BlockSource source) {
        List<PeerId> peers =
                members.stream().map(member -> new PeerId(member.toString())).toList();
        return new FeedOrder(request.run(), generation, peers, endpoints, source, request.plan(), batches);
    }

    @Override
    public void close() {
        files.close();
        if (validation != null) {
            validation.close();
        }
    }
}
