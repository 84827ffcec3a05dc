package org.steelworks.ops.wiring;

import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.id.RunId;
import org.steelworks.core.run.RunFeed;
import org.steelworks.data.actor.FeedAgent;
import org.steelworks.data.actor.FeedOrder;

/** Feeds runs from this node's agent. */
final class NodeFeeds implements DataFeeds {
    private static final Logger LOG = LoggerFactory.getLogger(NodeFeeds.class);

    private final FeedAgent agent;
    private final BiConsumer<RunId, String> failed;

    /** @param failed told of a run whose blocks cannot be sent any more, and why */
    NodeFeeds(FeedAgent agent, BiConsumer<RunId, String> failed) {
        this.agent = agent;
        this.failed = failed;
    }

    @Override
    public RunFeed open(RunId run, RunData data) {
        return new RunFeed() {
            @Override
            public Endpoint endpoint() {
                return agent.endpoint();
            }

            @Override
            public void serve(RunId of, GenerationPlan plan, List<Endpoint> members) {
                FeedOrder order = new FeedOrder(
                        of,
                        plan.generation().number(),
                        plan.generation().members().stream()
                                .map(member -> new PeerId(member.toString()))
                                .toList(),
                        members,
                        data.blocks(),
                        data.feed());
                if (!agent.serve(order, reason -> failed.accept(of, reason))) {
                    failed.accept(of, "the feed of blocks has too many orders waiting");
                }
            }
        };
    }

    @Override
    public void close(RunId run, RunData data) {
        var unused = agent.stopServing(run).whenComplete((ended, failure) -> {
            data.close();
            if (failure != null) {
                LOG.error("the feed of run {} did not end in order", run, failure);
            }
        });
    }
}
