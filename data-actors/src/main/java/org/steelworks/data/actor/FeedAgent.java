package org.steelworks.data.actor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.aeron.ChunkSink;
import org.steelworks.core.aeron.DataPlane;
import org.steelworks.core.aeron.DataPlaneCounters;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.id.RunId;

/**
 * Sends the blocks of any number of runs to their workers, against their requests, from a thread of its own with one data
 * plane. Methods are for any thread.
 *
 * <p>Delivery: each leaf that a member of the current generation asks for is sent once its stream has a reader and room,
 * nearest step first. A leaf may be lost with its stream, and requests beyond {@link FeedLimits#stepsPerMember} are turned
 * away, so a worker asks again for what it lacks. Requests of another generation are refused.
 */
public final class FeedAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedAgent.class);

    private final FeedInbox inbox;
    private final FeedCounters counters = new FeedCounters();
    private final FeedDuty duty;
    private final AgentRunner runner;

    private FeedAgent(Function<ChunkSink, DataPlane> open, IdleStrategy idle, FeedLimits limits) {
        this.inbox = new FeedInbox(limits.commands());
        this.duty = new FeedDuty(open, inbox, limits, counters);
        this.runner = new AgentRunner(idle, e -> LOG.error("the feed agent ended: {}", e.toString(), e), null, duty);
    }

    /**
     * Opens the data plane on this thread, then starts the agent's.
     *
     * @param open makes the data plane that gives what it receives to the sink
     * @param idle of the agent's thread
     * @throws org.steelworks.core.aeron.DataPlaneLost when no media driver answers
     */
    public static FeedAgent start(Function<ChunkSink, DataPlane> open, IdleStrategy idle, FeedLimits limits) {
        FeedAgent agent = new FeedAgent(open, idle, limits);
        AgentRunner.startOnThread(agent.runner);
        return agent;
    }

    /** Where workers send their requests. */
    public Endpoint endpoint() {
        return duty.plane().endpoint();
    }

    /**
     * Feeds a generation of a run from now on, in place of an older one; an older or equal one changes nothing.
     *
     * @param failed called at most once per order, on the agent's thread, with the reason when a shard was changed or
     *     removed, a member cannot be reached, or the agent ended; nothing of the run is sent afterwards. The same source
     *     is never read again
     * @return false when too many commands wait; nothing changed then
     */
    public boolean serve(FeedOrder order, Consumer<String> failed) {
        return inbox.offer(new FeedInbox.Serve(order, failed));
    }

    /**
     * Feeds the run no longer.
     *
     * @return done when nothing of the run is read any more, so that its shards may be closed; failed when too many commands
     *     wait and the run goes on
     */
    public CompletionStage<Void> stopServing(RunId run) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!inbox.offer(new FeedInbox.Stop(run, done))) {
            done.completeExceptionally(new IllegalStateException(
                    "the feed agent takes no commands, too many wait: run " + run + " goes on"));
        }
        return done;
    }

    public FeedCounters counters() {
        return counters;
    }

    public DataPlaneCounters dataPlaneCounters() {
        return duty.plane().counters();
    }

    /** Ends the thread and the data plane, waiting for both; runs are not told. */
    @Override
    public void close() {
        runner.close();
    }
}
