package org.steelworks.core.aeron;

import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.steelworks.core.aeron.DataPlaneCounters.Counter;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.tensor.BufferSource;

/**
 * Items to and from other processes. Delivery contract: an item arrives whole and unchanged, or not at all; it may
 * arrive again after it was complete (the sink then refuses it); items of one sender arrive in no promised order, small
 * urgent kinds first; nothing is repeated by itself, whoever misses an item asks for it with a
 * {@link org.steelworks.core.frame.FrameKind#MISSING} frame; nothing survives the end of either process.
 *
 * <p>All methods but {@link #counters()} are for one thread, which calls {@link #doWork()} at least once a second and
 * idles when that returns 0. Every method may throw {@link DataPlaneLost}.
 */
public final class DataPlane implements Agent, AutoCloseable {
    private final DriverClient client;
    private final SharedMemory memory;
    private final Endpoint endpoint;
    private final DataPlaneCounters counters = new DataPlaneCounters();
    private final FrameSender sender;
    private final FrameReceiver receiver;
    private boolean closed;

    private DataPlane(DataPlaneContext context, DriverClient client) {
        this.client = client;
        List<Subscription> inbox = client.openInbox();
        this.endpoint = client.resolve(inbox);
        SharedFiles files = new SharedFiles(context.driverFolder());
        this.memory = new SharedMemory(context.settings().shareMemory(), files);
        SenderContext shared =
                new SenderContext(client.aeron(), context.settings(), context.faults(), counters, memory);
        this.sender = new FrameSender(shared, endpoint, context.nanoClock());
        this.receiver = new FrameReceiver(
                inbox, context.sink(), counters, context.settings().partialItems(), new SharedReader(files));
    }

    /** Connects to the media driver and opens the inbox; waits at most the driver timeout for each. */
    public static DataPlane open(DataPlaneContext context) {
        DriverClient client = new DriverClient(context);
        try {
            return new DataPlane(context, client);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** Where others reach this process. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /**
     * Buffers that need not be copied into a log: a peer of this machine is sent the place of an item that lies in one, and
     * reads it there. Until its owner calls {@link BufferSource#renew} such an item must not change; peers that have not
     * read it by then miss it. Any thread.
     */
    public BufferSource memory() {
        return memory;
    }

    /** Gives the memory of buffers back that nobody refers to any more. Any thread. */
    public void reclaimMemory() {
        memory.reclaim();
    }

    /** Begins to open the stream to a peer; do it for all peers before training, opening a log takes a while. */
    public void connect(PeerId peer, Endpoint at) {
        client.requireOpen();
        sender.connect(peer, at);
    }

    /** Ends the stream to a peer; waiting items are dropped, what is in the log lingers until the peer has read it. */
    public void disconnect(PeerId peer) {
        sender.disconnect(peer, false);
    }

    /** Ends the stream to a peer at once: it loses what it has not read. For a generation that is over. */
    public void revoke(PeerId peer) {
        sender.disconnect(peer, true);
    }

    /** Whether the peer reads its stream at the moment. */
    public boolean connected(PeerId peer) {
        return sender.connected(peer);
    }

    /** Items that wait for room in the peer's log. */
    public int queued(PeerId peer) {
        return sender.queued(peer);
    }

    /**
     * Sends an item. Its memory must not change until the listener was told; for memory of {@link #memory()} that is not
     * enough, see there.
     *
     * @param payload direct or on the heap; its position and limit play no part
     * @param offset first byte
     * @param length bytes, may be 0
     */
    public SendResult send(
            PeerId peer, FrameKey key, ByteBuffer payload, int offset, int length, SendListener listener) {
        client.requireOpen();
        return sender.send(peer, key, payload, offset, length, listener);
    }

    /** Sends an item again that the peer missed; otherwise as {@link #send}. */
    public SendResult resend(
            PeerId peer, FrameKey key, ByteBuffer payload, int offset, int length, SendListener listener) {
        SendResult result = send(peer, key, payload, offset, length, listener);
        if (result == SendResult.SENT) {
            counters.add(Counter.RESENT_ITEMS, 1);
        }
        return result;
    }

    /** Drops waiting items of this run whose generation is older; their listeners are told. */
    public void cancelOlder(long runTag, long generation) {
        sender.cancel(key -> key.runTag() == runTag && key.generation() < generation);
    }

    /** From now on takes frames of this run from {@code generation} on; older ones are refused and counted. */
    public void accept(long runTag, long generation) {
        receiver.accept(runTag, generation);
    }

    /** From now on refuses frames of this run. */
    public void leave(long runTag) {
        receiver.leave(runTag);
        sender.cancel(key -> key.runTag() == runTag);
    }

    /** Gives up a partly received item, so that its memory can be used for something else. */
    public void abandon(FrameKey key) {
        receiver.abandon(key);
    }

    /** Any thread. */
    public DataPlaneCounters counters() {
        return counters;
    }

    @Override
    public int doWork() {
        // the client's own house-keeping is no reason to stay awake
        client.doWork();
        try {
            return receiver.doWork() + sender.doWork();
        } catch (AeronException e) {
            client.requireOpen();
            throw e;
        }
    }

    @Override
    public String roleName() {
        return "data-plane-" + endpoint.stream();
    }

    @Override
    public void onClose() {
        close();
    }

    /** Drops waiting items and ends all streams; what is in the logs lingers. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sender.close();
            memory.close();
            client.close();
        }
    }
}
