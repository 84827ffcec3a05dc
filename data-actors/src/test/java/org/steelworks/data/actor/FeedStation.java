package org.steelworks.data.actor;

import com.typesafe.config.ConfigFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.steelworks.core.aeron.AeronSettings;
import org.steelworks.core.aeron.ChunkSink;
import org.steelworks.core.aeron.DataPlane;
import org.steelworks.core.aeron.DataPlaneContext;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.LinkFaults;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.core.aeron.SendListener;
import org.steelworks.core.aeron.SendResult;
import org.steelworks.core.frame.CreditFrame;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameKind;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.leaf.LeafRange;

/** A worker as far as the feed sees it: asks for blocks and keeps what comes. One thread. */
final class FeedStation implements ChunkSink, AutoCloseable {
    private static final PeerId FEED = new PeerId("feed");

    private final Member member;
    private final DataPlane plane;
    private final Map<FrameKey, int[]> received = new HashMap<>();
    private final List<FrameKey> arrivals = new ArrayList<>();
    private int requests;

    FeedStation(int slot, AeronSettings settings, Path driver) {
        this("machine-1", slot, settings, driver);
    }

    FeedStation(String machine, int slot, AeronSettings settings, Path driver) {
        this.member = new Member(new WorkerId("node-1", slot), 1);
        this.plane = plane(machine, settings, driver, 10 + slot, this);
    }

    static AeronSettings settings(Path folder, String... keys) {
        String common = "ipc-term = 64 KiB, udp-term = 64 KiB, ipc-mtu = 4096, driver-timeout = 3 s, folder = \""
                + folder + "\"";
        return AeronSettings.from(
                ConfigFactory.parseString("steel.aeron { " + common + ", " + String.join(", ", keys) + " }")
                        .withFallback(ConfigFactory.load()));
    }

    static DataPlane plane(AeronSettings settings, Path driver, int stream, ChunkSink sink) {
        return plane("machine-1", settings, driver, stream, sink);
    }

    static DataPlane plane(String machine, AeronSettings settings, Path driver, int stream, ChunkSink sink) {
        return DataPlane.open(new DataPlaneContext(
                settings,
                driver,
                new Endpoint(machine, stream, "127.0.0.1:0"),
                sink,
                LinkFaults.NONE,
                SystemNanoClock.INSTANCE,
                SystemEpochClock.INSTANCE,
                settings.idleStrategy()));
    }

    Member member() {
        return member;
    }

    Endpoint endpoint() {
        return plane.endpoint();
    }

    /** Enters a generation and opens the stream to the feed. */
    void enter(RunId run, long generation, Endpoint feed) {
        plane.accept(run.tag(), generation);
        plane.connect(FEED, feed);
    }

    /** Asks once; false while the feed does not read. */
    boolean ask(RunId run, long generation, int sender, LeafRange leaves, long firstStep, long endStep) {
        ByteBuffer bytes = new CreditFrame(leaves, firstStep, endStep).encode();
        FrameKey key = FrameKey.credit(run.tag(), generation, firstStep, sender, requests++);
        return plane.send(FEED, key, bytes, 0, bytes.capacity(), SendListener.NONE) == SendResult.SENT;
    }

    /** The tokens of a leaf, null if they have not come. */
    int[] tokens(RunId run, long generation, long step, int leaf) {
        return received.get(FrameKey.block(run.tag(), generation, step, FrameKey.NONE, leaf));
    }

    /** Keys of all blocks, repeated ones too, in order. */
    List<FrameKey> arrivals() {
        return arrivals;
    }

    /** Lets the stations work in turn on this thread until the condition holds. */
    static void await(String what, BooleanSupplier condition, FeedStation... stations) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        IdleStrategy idle = new org.agrona.concurrent.BackoffIdleStrategy(1, 1, 1_000, 100_000);
        while (!condition.getAsBoolean()) {
            int done = 0;
            for (FeedStation station : stations) {
                done += station.plane.doWork();
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("not within 30 s: " + what);
            }
            idle.idle(done);
        }
    }

    @Override
    public ByteBuffer destination(FrameKey key, int totalLength) {
        return key.kind() == FrameKind.BLOCK ? ByteBuffer.allocateDirect(totalLength) : null;
    }

    @Override
    public void onComplete(FrameKey key, ByteBuffer memory) {
        int[] tokens = new int[memory.capacity() / Integer.BYTES];
        memory.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(tokens);
        received.put(key, tokens);
        arrivals.add(key);
    }

    @Override
    public void close() {
        plane.close();
    }
}
