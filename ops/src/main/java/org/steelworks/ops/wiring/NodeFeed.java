package org.steelworks.ops.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.steelworks.core.aeron.AeronSettings;
import org.steelworks.core.aeron.DataPlane;
import org.steelworks.core.aeron.DataPlaneContext;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.LinkFaults;
import org.steelworks.core.aeron.MediaDriverOwner;
import org.steelworks.core.aeron.StreamPlan;
import org.steelworks.core.node.NodeSettings;
import org.steelworks.data.actor.FeedAgent;
import org.steelworks.data.actor.FeedHost;
import org.steelworks.data.actor.FeedLimits;
import org.steelworks.data.shard.ShardCopies;
import org.steelworks.ops.status.ActorHealth;

/** A node's media driver and the agent that feeds runs from it; outlives the node's actor systems. Any thread. */
final class NodeFeed implements AutoCloseable {
    /** The feed's inbox is the first stream of a machine; workers take those of their slots. */
    private static final int FEED_SLOT = 1023;

    private static final String COPIES = "steel.data.copies";

    private final MediaDriverOwner driver;
    private final FeedAgent agent;

    private NodeFeed(MediaDriverOwner driver, FeedAgent agent) {
        this.driver = driver;
        this.agent = agent;
    }

    /**
     * Starts them.
     *
     * @param workers of the machine
     * @throws org.steelworks.core.aeron.MediaDriverRefused where the driver's folder cannot be used
     */
    static NodeFeed start(Config config, NodeSettings settings, int workers) {
        AeronSettings aeron = AeronSettings.from(config);
        String udp = udp(settings);
        MediaDriverOwner driver = MediaDriverOwner.start(
                aeron, settings.name(), StreamPlan.sharedMemoryBytes(workers + 1, udp.isEmpty() ? 0 : 1, aeron));
        try {
            Endpoint inbox = new Endpoint(settings.name(), StreamPlan.inboxStream(FEED_SLOT, 0), udp);
            FeedAgent agent = FeedAgent.start(
                    sink -> DataPlane.open(new DataPlaneContext(
                            aeron,
                            driver.driverFolder(),
                            inbox,
                            sink,
                            LinkFaults.NONE,
                            SystemNanoClock.INSTANCE,
                            SystemEpochClock.INSTANCE,
                            aeron.idleStrategy())),
                    aeron.idleStrategy(),
                    FeedLimits.STANDARD);
            return new NodeFeed(driver, agent);
        } catch (RuntimeException e) {
            driver.close();
            throw e;
        }
    }

    /**
     * Whether other nodes belong to the cluster, or may join it.
     */
    static boolean joinable(NodeSettings settings) {
        return settings.port() != 0 || !settings.seedNodes().isEmpty();
    }

    /** Where processes of this node receive from other machines, a port that the kernel chooses; empty in a cluster of one. */
    static String udp(NodeSettings settings) {
        return joinable(settings) ? settings.host() + ":0" : "";
    }

    /** Where the node has its copies of shards. */
    static ShardCopies copies(Config config) {
        List<ShardCopies.Copy> copies = new ArrayList<>();
        for (Config copy : config.getConfigList(COPIES)) {
            try {
                copies.add(new ShardCopies.Copy(Path.of(copy.getString("of")), Path.of(copy.getString("at"))));
            } catch (IllegalArgumentException e) {
                throw new ConfigException.BadValue(copy.origin(), COPIES, e.getMessage(), e);
            }
        }
        return new ShardCopies(copies);
    }

    /** Feeds runs from here; of other nodes, too, where the role is {@code data}. */
    Behavior<FeedHost.Command> host(Config config, NodeSettings settings, ActorHealth health) {
        Behavior<FeedHost.Command> host = FeedHost.create(
                agent, copies(config), settings.name(), settings.roles().contains("data"));
        return Behaviors.supervise(health.watched(FeedHost.Command.class, "feed host", host))
                .onFailure(SupervisorStrategy.restart());
    }

    MediaDriverOwner driver() {
        return driver;
    }

    @Override
    public void close() {
        agent.close();
        driver.close();
    }
}
