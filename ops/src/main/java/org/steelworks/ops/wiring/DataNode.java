package org.steelworks.ops.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.steelworks.core.aeron.DataPlaneLost;
import org.steelworks.core.aeron.MediaDriverRefused;
import org.steelworks.core.node.Node;
import org.steelworks.core.node.NodeSettings;
import org.steelworks.data.prepare.UnitHost;
import org.steelworks.ops.status.ActorHealth;
import org.steelworks.ops.status.ActorHealthReporter;

/** A node that cleans and feeds runs and does nothing else: no journal, workers or API. Any thread. */
public final class DataNode implements AutoCloseable {
    /** What waits for disks besides the streams of units. */
    private static final int OTHER_BLOCKING_THREADS = 16;

    private final Node node;
    private final NodeFeed feed;

    private DataNode(Node node, NodeFeed feed) {
        this.node = node;
        this.feed = feed;
    }

    /**
     * Starts a node, which joins its cluster as soon as one of the seed nodes answers, and again after it was put out.
     *
     * @throws NodeFailure where folder, port, or memory for streams are not to be had
     */
    public static DataNode start(NodeFile file) {
        Config all = withBlockingThreads(file.config());
        NodeSettings settings = NodeSettings.from(all);
        NodeFeed feed = null;
        try {
            feed = NodeFeed.start(all, settings, 0);
            NodeFeed started = feed;
            return new DataNode(Node.start(settings, incarnation -> guardian(all, settings, started)), feed);
        } catch (IllegalStateException | UncheckedIOException | MediaDriverRefused | DataPlaneLost e) {
            if (feed != null) {
                feed.close();
            }
            throw new NodeFailure(e.getMessage(), e);
        }
    }

    private static Behavior<Void> guardian(Config config, NodeSettings settings, NodeFeed feed) {
        return Behaviors.setup(context -> {
            ActorHealth health = new ActorHealth(settings.name(), Clock.systemUTC());
            context.spawn(ActorHealthReporter.create(health), "actor-health");
            context.spawn(unitHost(config, health), "unit-host");
            context.spawn(feed.host(config, settings, health), "feed-host", ActorHealth.props());
            return Behaviors.empty();
        });
    }

    /** What does units of cleanings on a node with the role {@code data}. */
    static Behavior<Void> unitHost(Config config, ActorHealth health) {
        return UnitHost.kept(
                health.watched(UnitHost.Command.class, "unit host", UnitHost.create(threads(config))),
                ActorHealth.props());
    }

    private static int threads(Config config) {
        int wanted = config.getInt("steel.data.threads");
        return wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
    }

    /** The same with enough threads that wait for disks: the stream of each unit in work has one. */
    static Config withBlockingThreads(Config config) {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.actor.default-blocking-io-dispatcher.thread-pool-executor.fixed-pool-size",
                        OTHER_BLOCKING_THREADS + 2 * threads(config)))
                .withFallback(config);
    }

    /** Leaves the cluster and waits for the end. */
    @Override
    public void close() {
        node.close();
        feed.close();
    }
}
