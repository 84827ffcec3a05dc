package org.steelworks.core.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.job.JournalSchema;

/**
 * The control process of one machine: keeps an actor system that is a member of the cluster. A system that ends without
 * having been asked (this node was put out of the cluster, or found none to join) is replaced by a new one in the same
 * process, with growing pauses; whatever lives outside actors, such as worker processes and the media driver, stays.
 *
 * <p>Methods may be called from any thread.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(40);

    /** What a node runs; called once for each actor system, with 1, 2, … as the incarnation. */
    @FunctionalInterface
    public interface Life {
        /** The guardian of a new system. Nothing of an earlier incarnation is alive any more. */
        Behavior<Void> guardian(int incarnation);
    }

    private final NodeSettings settings;
    private final Life life;
    private final ScheduledExecutorService renewal;
    private final CompletableFuture<Done> closed = new CompletableFuture<>();
    private ActorSystem<Void> system;
    private int incarnation;
    private int failures;
    private boolean closing;

    private Node(NodeSettings settings, Life life) {
        this.settings = settings;
        this.life = life;
        this.renewal = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "steel-node-renewal");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts a node and its first actor system. Creates the node's folder, and the job journal on control nodes.
     *
     * @throws IllegalStateException when the journal or the port is not to be had
     */
    public static Node start(NodeSettings settings, Life life) {
        try {
            Files.createDirectories(settings.dir());
        } catch (IOException e) {
            throw new UncheckedIOException("steel.node.dir " + settings.dir() + " cannot be created", e);
        }
        if (settings.roles().contains("control")) {
            JournalSchema.ensure(settings.jobs().database());
        }
        Node node = new Node(settings, life);
        try {
            node.begin();
        } catch (RuntimeException e) {
            node.renewal.shutdownNow();
            throw new IllegalStateException(
                    "The node's control link at " + settings.host() + ":" + settings.port() + " did not start: "
                            + e.getMessage(),
                    e);
        }
        return node;
    }

    private synchronized void begin() {
        int number = incarnation + 1;
        ActorSystem<Void> next = ActorSystem.create(
                life.guardian(number), settings.clusterName(), ActorSystemSetup.create(settings.bootstrap()));
        incarnation = number;
        system = next;
        if (settings.seedNodes().isEmpty()) {
            Cluster cluster = Cluster.get(next);
            cluster.manager().tell(new Join(cluster.selfMember().address()));
        }
        LOG.info("Node {} runs at {}, incarnation {}", settings.name(), next.address(), number);
        next.getWhenTerminated().thenRunAsync(this::ended, renewal).exceptionally(failure -> {
            LOG.error("Following the end of the node's actor system failed", failure);
            return null;
        });
    }

    private synchronized void ended() {
        if (closing) {
            closed.complete(Done.getInstance());
            renewal.shutdown();
            return;
        }
        LOG.warn("The actor system of node {} ended (incarnation {}): a new one follows", settings.name(), incarnation);
        renewAfter(FIRST_PAUSE);
    }

    private void renewAfter(Duration pause) {
        var unused = renewal.schedule(this::renew, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void renew() {
        if (closing) {
            closed.complete(Done.getInstance());
            renewal.shutdown();
            return;
        }
        try {
            begin();
            failures = 0;
        } catch (RuntimeException e) {
            failures++;
            long pauseMs = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures, 10));
            LOG.error(
                    "Node {} cannot start an actor system ({}); next try in {} ms",
                    settings.name(),
                    e.toString(),
                    pauseMs,
                    e);
            renewAfter(Duration.ofMillis(pauseMs));
        }
    }

    /** The actor system of now; another one after each renewal. */
    public synchronized ActorSystem<Void> system() {
        return system;
    }

    /** How many actor systems this node has had. */
    public synchronized int incarnation() {
        return incarnation;
    }

    public NodeSettings settings() {
        return settings;
    }

    /** Completes when the node has ended after {@link #close()} or {@link #leave()}. */
    public CompletionStage<Done> closed() {
        return closed.minimalCompletionStage();
    }

    /** Leaves the cluster in order and ends, without waiting for it. */
    public CompletionStage<Done> leave() {
        ActorSystem<Void> now;
        synchronized (this) {
            closing = true;
            now = system;
        }
        CoordinatedShutdown.get(now)
                .runAll(CoordinatedShutdown.actorSystemTerminateReason())
                .exceptionally(failure -> {
                    LOG.warn("Leaving the cluster did not go through in order", failure);
                    return Done.getInstance();
                });
        return closed();
    }

    /** Leaves the cluster and waits for the end, at most 40 s. */
    @Override
    public void close() {
        try {
            leave().toCompletableFuture().get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Node " + settings.name() + " did not end in " + CLOSE_TIMEOUT, e);
        }
    }
}
