package org.steelworks.data.actor;

import java.util.List;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.core.id.RunId;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.feed.SampleRange;
import org.steelworks.data.shard.BlockSource;

/**
 * Whom to feed with what in one generation of a run.
 *
 * @param members in the order of the generation: a request's sender is an index of this list
 * @param endpoints where they receive, in the same order
 * @param source stays readable until {@link FeedAgent#stopServing} is done
 * @param plan which samples a leaf consists of
 * @param validation what a validation reads, or null; as long readable as {@code source}
 */
public record FeedOrder(
        RunId run,
        long generation,
        List<PeerId> members,
        List<Endpoint> endpoints,
        BlockSource source,
        FeedPlan plan,
        Validation validation) {
    /** Step under which members ask for batches of a validation as if they were leaves; steps of training count from 1. */
    static final long VALIDATION_STEP = 0;

    /**
     * The batches of a validation: the first samples of its sets.
     *
     * @param source of the validation sets
     * @param batches how many
     * @param sequences of each
     */
    public record Validation(BlockSource source, int batches, int sequences) {}

    public FeedOrder {
        members = List.copyOf(members);
        endpoints = List.copyOf(endpoints);
        if (members.size() != endpoints.size()) {
            throw new IllegalArgumentException("generation " + generation + " of run " + run + " has " + members.size()
                    + " members and " + endpoints.size() + " endpoints");
        }
        leafBytes(source.blockLength(), plan);
    }

    /** What a leaf of a step, or a batch of the validation, consists of. */
    SampleRange samples(long step, int leaf) {
        return step == VALIDATION_STEP
                ? new SampleRange((long) leaf * validation.sequences(), validation.sequences())
                : plan.leaf(step, leaf);
    }

    /** Where those samples are. */
    BlockSource source(long step) {
        return step == VALIDATION_STEP ? validation.source() : source;
    }

    /** Leaves of a step, or batches of the validation; none before the first step without one. */
    int leaves(long step) {
        if (step == VALIDATION_STEP) {
            return validation == null ? 0 : validation.batches();
        }
        return step < VALIDATION_STEP ? 0 : plan.leaves();
    }

    /** Length of a leaf's frame, which a batch of the validation does not exceed. */
    int leafBytes() {
        return leafBytes(source.blockLength(), plan);
    }

    /** @throws IllegalArgumentException when a leaf is too long for one item of the data plane */
    static int leafBytes(int blockLength, FeedPlan plan) {
        long bytes = (long) plan.leafSamples() * blockLength * Integer.BYTES;
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a leaf of " + plan.leafSamples() + " sequences of " + blockLength
                    + " tokens has " + bytes + " bytes, more than " + Integer.MAX_VALUE
                    + ": lower train.micro_batch or train.accumulate");
        }
        return (int) bytes;
    }
}
