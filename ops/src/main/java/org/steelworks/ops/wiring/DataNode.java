package org.steelworks.ops.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.steelworks.core.node.Node;
import org.steelworks.core.node.NodeSettings;
import org.steelworks.data.prepare.UnitHost;
import org.steelworks.ops.status.ActorHealth;
import org.steelworks.ops.status.ActorHealthReporter;

/** A node that does units of cleanings and nothing else: no journal, media driver, workers or API. Any thread. */
public final class DataNode implements AutoCloseable {
    /** What waits for disks besides the streams of units. */
    private static final int OTHER_BLOCKING_THREADS = 16;

    private final Node node;

    private DataNode(Node node) {
        this.node = node;
    }

    /**
     * Starts a node, which joins its cluster as soon as one of the seed nodes answers, and again after it was put out.
     *
     * @throws NodeFailure where folder or port are not to be had
     */
    public static DataNode start(NodeFile file) {
        Config all = withBlockingThreads(file.config());
        NodeSettings settings = NodeSettings.from(all);
        try {
            return new DataNode(Node.start(settings, incarnation -> guardian(all, settings)));
        } catch (IllegalStateException | java.io.UncheckedIOException e) {
            throw new NodeFailure(e.getMessage(), e);
        }
    }

    private static Behavior<Void> guardian(Config config, NodeSettings settings) {
        return Behaviors.setup(context -> {
            ActorHealth health = new ActorHealth(settings.name(), Clock.systemUTC());
            context.spawn(ActorHealthReporter.create(health), "actor-health");
            context.spawn(unitHost(config, health), "unit-host");
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
    }
}
