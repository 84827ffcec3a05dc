package org.steelworks.ops.wiring;

import java.util.List;
import java.util.function.Consumer;
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

    NodeFeeds(FeedAgent agent) {
        this.agent = agent;
    }

    @Override
    public RunFeed open(RunId run, RunData data) {
        return new RunFeed() {
            @Override
            public Endpoint endpoint() {
                return agent.endpoint();
            }

            @Override
            public void serve(RunId of, GenerationPlan plan, List<Endpoint> members, Consumer<String> failed) {
                FeedOrder order = new FeedOrder(
                        of,
                        plan.generation().number(),
                        plan.generation().members().stream()
                                .map(member -> new PeerId(member.toString()))
                                .toList(),
                        members,
                        data.blocks(),
                        data.feed(),
                        data.validation());
                if (!agent.serve(order, failed)) {
                    failed.accept("the feed of this node takes no more orders, too many wait");
                }
            }
        };
    }

    @Override
    public void close(RunId run, RunData data) {
        var unused = agent.stopServing(run).whenComplete((ended, failure) -> {
            data.close();
            if (failure != null) {
                LOG.error("the feed of run {} did not end in order: {}", run, failure.toString(), failure);
            }
        });
    }
}
