package org.steelworks.data.actor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.steelworks.core.aeron.DataPlane;
import org.steelworks.core.aeron.SendListener;
import org.steelworks.core.aeron.SendResult;
import org.steelworks.core.frame.CreditFrame;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.data.actor.FeedCounters.Counter;
import org.steelworks.data.actor.FeedMember.Ask;

/**
 * One generation of a run as the agent feeds it: members take turns, each has its share of the buffers, so that one that
 * does not read holds up no other. One thread.
 */
final class FeedRun {
    private final FeedOrder order;
    private final Consumer<String> failed;
    private final FeedLimits limits;
    private final FeedCounters counters;
    private final BlockBuffers buffers;
    private final List<FeedMember> members = new ArrayList<>();
    private final int maxWaiting;
    private final int share;
    private int turn;

    FeedRun(FeedOrder order, Consumer<String> failed, FeedLimits limits, FeedCounters counters, BlockBuffers buffers) {
        this.order = order;
        this.failed = failed;
        this.limits = limits;
        this.counters = counters;
        this.buffers = buffers;
        this.maxWaiting = limits.waitingPerMember(order.plan().leaves());
        order.members().forEach(peer -> members.add(new FeedMember(peer, maxWaiting)));
        this.share = Math.max(1, buffers.count() / Math.max(1, members.size()));
    }

    FeedOrder order() {
        return order;
    }

    Consumer<String> failed() {
        return failed;
    }

    BlockBuffers buffers() {
        return buffers;
    }

    /** Whether a request is one of a member of this generation. */
    boolean concerns(FrameKey key) {
        return key.generation() == order.generation() && key.sender() >= 0 && key.sender() < members.size();
    }

    /** Notes what a member wants; of a request for more than may wait at all only the nearest leaves. */
    void onCredit(int sender, CreditFrame credit) {
        LeafRange leaves = credit.leaves();
        boolean mixed = credit.firstStep() == FeedOrder.VALIDATION_STEP && credit.endStep() > credit.firstStep() + 1;
        if (mixed || leaves.to() > order.leaves(credit.firstStep())) {
            counters.add(Counter.SENSELESS);
            return;
        }
        FeedMember member = members.get(sender);
        int left = maxWaiting;
        for (long step = credit.firstStep(); step < credit.endStep() && left > 0 && leaves.size() > 0; step++) {
            for (int leaf = leaves.from(); leaf < leaves.to() && left > 0; leaf++) {
                ask(member, new Ask(step, leaf));
                left--;
            }
        }
    }

    private void ask(FeedMember member, Ask ask) {
        counters.add(Counter.ASKED);
        switch (member.ask(ask)) {
            case WAITS -> {}
            case REPEATED -> counters.add(Counter.REPEATED);
            case CROWDED -> counters.add(Counter.TURNED_AWAY);
        }
    }

    /**
     * Sends what its members wait for, as far as streams and buffers have room.
     *
     * @return leaves taken by a stream
     * @throws IOException when a shard cannot be read as it was
     */
    int send(DataPlane plane) throws IOException {
        int sent = 0;
        int idle = 0;
        while (sent < limits.leavesPerTurn() && idle < members.size()) {
            turn = (turn + 1) % members.size();
            if (sendNext(plane, members.get(turn))) {
                sent++;
                idle = 0;
            } else {
                idle++;
            }
        }
        return sent;
    }

    private boolean sendNext(DataPlane plane, FeedMember member) throws IOException {
        Ask ask = member.next();
        if (ask == null
                || buffers.free() == 0
                || !plane.connected(member.peer())
                || !member.hasRoom(plane.queued(member.peer()), share)) {
            return false;
        }
        ByteBuffer bytes = buffers.take();
        read(ask, bytes);
        counters.add(Counter.READ);
        return handOver(plane, member, ask, bytes);
    }

    /** After a failure the run is over, its buffers with it. */
    private void read(Ask ask, ByteBuffer bytes) throws IOException {
        try {
            order.source(ask.step()).read(order.samples(ask.step(), ask.leaf()), bytes);
            bytes.flip();
        } catch (RuntimeException e) {
            throw new IOException(
                    "the samples of step " + ask.step() + ", leaf " + ask.leaf() + " of run " + order.run()
                            + " cannot be read (" + e + "); report this with the run's log",
                    e);
        } catch (InternalError e) {
            // What the JVM makes of a mapped page that cannot be read.
            throw new IOException(
                    "a shard of run " + order.run() + " was cut off while step " + ask.step() + ", leaf " + ask.leaf()
                            + " was read, or its disk failed (" + e.getMessage()
                            + "); put the original back and resume",
                    e);
        }
    }

    private boolean handOver(DataPlane plane, FeedMember member, Ask ask, ByteBuffer bytes) {
        FrameKey key = FrameKey.block(order.run().tag(), order.generation(), ask.step(), FrameKey.NONE, ask.leaf());
        member.begin(ask);
        SendResult result = plane.send(member.peer(), key, bytes, 0, bytes.limit(), (sent, outcome) -> {
            buffers.giveBack(bytes);
            member.end(ask);
            counters.add(outcome == SendListener.Outcome.LOGGED ? Counter.LOGGED : Counter.DROPPED);
        });
        if (result == SendResult.SENT) {
            return true;
        }
        buffers.giveBack(bytes);
        member.undo(ask);
        if (result == SendResult.BACK_PRESSURED) {
            member.refusedBeyond(plane.queued(member.peer()));
        }
        return false;
    }
}
