package org.steelworks.data.actor;

import java.util.List;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.core.id.RunId;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.shard.BlockSource;

/**
 * Whom to feed with what in one generation of a run.
 *
 * @param members in the order of the generation: a request's sender is an index of this list
 * @param endpoints where they receive, in the same order
 * @param source stays readable until {@link FeedAgent#stopServing} is done
 * @param plan which samples a leaf consists of
 */
public record FeedOrder(
        RunId run, long generation, List<PeerId> members, List<Endpoint> endpoints, BlockSource source, FeedPlan plan) {
    public FeedOrder {
        members = List.copyOf(members);
        endpoints = List.copyOf(endpoints);
        if (members.size() != endpoints.size()) {
            throw new IllegalArgumentException("generation " + generation + " of run " + run + " has " + members.size()
                    + " members and " + endpoints.size() + " endpoints");
        }
        leafBytes(source.blockLength(), plan);
    }

    /** Length of a leaf's frame. */
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
