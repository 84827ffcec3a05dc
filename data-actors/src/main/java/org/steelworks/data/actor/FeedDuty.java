package org.steelworks.data.actor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.aeron.ChunkSink;
import org.steelworks.core.aeron.DataPlane;
import org.steelworks.core.aeron.DataPlaneLost;
import org.steelworks.core.frame.CreditFrame;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameKind;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.data.actor.FeedCounters.Counter;
import org.steelworks.data.shard.BlockSource;

/**
 * What the thread of a {@link FeedAgent} does: takes commands and requests, reads shards, sends blocks. A run whose shard
 * cannot be read is left at once; whatever else goes wrong ends the agent and all its runs.
 */
final class FeedDuty implements Agent, ChunkSink {
    private static final Logger LOG = LoggerFactory.getLogger(FeedDuty.class);
    private static final int CREDIT_BYTES =
            new CreditFrame(new LeafRange(0, 0), 0, 0).encode().capacity();

    private final FeedInbox inbox;
    private final FeedLimits limits;
    private final FeedCounters counters;
    private final DataPlane plane;
    private final FeedPeers peers;
    private final Map<Long, FeedRun> runs = new HashMap<>();
    private final Map<Long, Failure> failures = new HashMap<>();
    private String end = "the feed of this node was closed; start its node again";

    /** A run that was left because of what its data are. */
    private record Failure(BlockSource source, String reason) {}

    FeedDuty(Function<ChunkSink, DataPlane> open, FeedInbox inbox, FeedLimits limits, FeedCounters counters) {
        this.inbox = inbox;
        this.limits = limits;
        this.counters = counters;
        this.plane = open.apply(this);
        this.peers = new FeedPeers(plane);
    }

    DataPlane plane() {
        return plane;
    }

    @Override
    public int doWork() {
        try {
            return takeCommands() + plane.doWork() + send();
        } catch (RuntimeException | Error e) {
            String cause = e instanceof DataPlaneLost ? e.getMessage() : e.toString();
            end = "the feed of this node ended: " + cause;
            List<FeedRun> served = new ArrayList<>(runs.values());
            runs.clear();
            served.forEach(run -> run.failed().accept(end));
            throw new AgentTerminationException(e);
        }
    }

    private int takeCommands() {
        int taken = 0;
        for (FeedInbox.Command command = inbox.poll(); command != null; command = inbox.poll()) {
            if (command instanceof FeedInbox.Serve serve) {
                serve(serve.order(), serve.failed());
            } else if (command instanceof FeedInbox.Stop stop) {
                stop(stop);
            }
            taken++;
        }
        return taken;
    }

    private void serve(FeedOrder order, Consumer<String> failed) {
        long tag = order.run().tag();
        FeedRun present = runs.get(tag);
        Failure failure = failures.get(tag);
        if (failure != null && failure.source() == order.source()) {
            failed.accept(failure.reason());
        } else if (present != null && !present.order().run().equals(order.run())) {
            failed.accept("run " + order.run() + " has the same tag as run "
                    + present.order().run() + ", which is being fed: give it another name");
        } else if (present == null || present.order().generation() < order.generation()) {
            failures.remove(tag);
            enter(order, failed, present);
        }
    }

    private void enter(FeedOrder order, Consumer<String> failed, FeedRun present) {
        long tag = order.run().tag();
        try {
            plane.cancelOlder(tag, order.generation());
            FeedRun next = new FeedRun(order, failed, limits, counters, buffers(order, present));
            peers.take(order.members(), order.endpoints());
            runs.put(tag, next);
        } catch (IllegalArgumentException | OutOfMemoryError e) {
            leave(tag);
            failed.accept("generation " + order.generation() + " of run " + order.run() + " cannot be fed: "
                    + e.getMessage());
            return;
        }
        plane.accept(tag, order.generation());
        if (present != null) {
            peers.giveBack(present.order().members());
        }
        LOG.info("feeding generation {} of run {} to {}", order.generation(), order.run(), order.members());
    }

    private BlockBuffers buffers(FeedOrder order, FeedRun present) {
        if (present != null && present.buffers().bytes() == order.leafBytes()) {
            return present.buffers();
        }
        return new BlockBuffers(limits.buffersOf(order.leafBytes()), order.leafBytes());
    }

    private void stop(FeedInbox.Stop stop) {
        FeedRun present = runs.get(stop.run().tag());
        if (present == null || present.order().run().equals(stop.run())) {
            leave(stop.run().tag());
            failures.remove(stop.run().tag());
        }
        stop.done().complete(null);
    }

    private void leave(long tag) {
        plane.leave(tag);
        FeedRun left = runs.remove(tag);
        if (left != null) {
            peers.giveBack(left.order().members());
        }
    }

    private int send() {
        int sent = 0;
        List<FeedRun> unreadable = new ArrayList<>();
        for (FeedRun run : runs.values()) {
            try {
                sent += run.send(plane);
            } catch (IOException e) {
                String reason = String.valueOf(e.getMessage());
                failures.put(run.order().run().tag(), new Failure(run.order().source(), reason));
                unreadable.add(run);
            }
        }
        for (FeedRun run : unreadable) {
            long tag = run.order().run().tag();
            leave(tag);
            run.failed().accept(failures.get(tag).reason());
        }
        return sent + unreadable.size();
    }

    @Override
    public ByteBuffer destination(FrameKey key, int totalLength) {
        FeedRun run = runs.get(key.runTag());
        boolean wanted =
                key.kind() == FrameKind.CREDIT && totalLength == CREDIT_BYTES && run != null && run.concerns(key);
        return wanted ? ByteBuffer.allocate(CREDIT_BYTES) : null;
    }

    @Override
    public void onComplete(FrameKey key, ByteBuffer memory) {
        FeedRun run = runs.get(key.runTag());
        if (run != null && run.concerns(key)) {
            CreditFrame.decode(memory)
                    .ifPresentOrElse(
                            credit -> run.onCredit(key.sender(), credit), () -> counters.add(Counter.SENSELESS));
        }
    }

    @Override
    public String roleName() {
        return "feed-" + plane.endpoint().stream();
    }

    @Override
    public void onClose() {
        runs.clear();
        inbox.end(end);
        plane.close();
    }
}
