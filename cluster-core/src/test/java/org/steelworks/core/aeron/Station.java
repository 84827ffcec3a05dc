package org.steelworks.core.aeron;

import com.typesafe.config.ConfigFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameKind;
import org.steelworks.core.frame.MissingFrame;

/** A data plane with an owner that expects items, remembers what it sent, and sends again what a peer misses. */
final class Station implements ChunkSink, AutoCloseable {
    static final long RUN = 77;
    static final long GENERATION = 5;

    private final PeerId name;
    private final DataPlane plane;
    private final Map<FrameKey, Integer> expected = new LinkedHashMap<>();
    private final Map<FrameKey, ByteBuffer> received = new HashMap<>();
    private final Map<FrameKey, ByteBuffer> sent = new HashMap<>();
    private final Set<FrameKey> requests = new LinkedHashSet<>();
    private final List<SendListener.Outcome> outcomes = new ArrayList<>();
    private final List<FrameKey> abandoned = new ArrayList<>();
    private int nextRequest;
    private RuntimeException poison;

    private Station(PeerId name, AeronSettings settings, Path driver, Endpoint inbox, LinkFaults faults) {
        this.name = name;
        this.plane = DataPlane.open(new DataPlaneContext(
                settings,
                driver,
                inbox,
                this,
                faults,
                SystemNanoClock.INSTANCE,
                SystemEpochClock.INSTANCE,
                settings.idleStrategy()));
        plane.accept(RUN, GENERATION);
    }

    static AeronSettings settings(Path folder, String... keys) {
        String common = "ipc-term = 512 KiB, udp-term = 512 KiB, udp-mtu = 8192, driver-timeout = 3 s, folder = \""
                + folder + "\"";
        String own = String.join(", ", keys);
        return AeronSettings.from(ConfigFactory.parseString("steel.aeron { " + common + ", " + own + " }")
                .withFallback(ConfigFactory.load()));
    }

    static Station open(String name, int stream, AeronSettings settings, Path driver, LinkFaults faults) {
        Endpoint inbox = new Endpoint("machine-1", stream, "127.0.0.1:0");
        return new Station(new PeerId(name), settings, driver, inbox, faults);
    }

    /** Both open their streams and wait until they are read. */
    static void connect(Station one, Station other) {
        one.plane.connect(other.name, other.plane.endpoint());
        other.plane.connect(one.name, one.plane.endpoint());
        await(
                "connection of " + one.name + " and " + other.name,
                () -> one.plane.connected(other.name) && other.plane.connected(one.name),
                one,
                other);
    }

    /** Lets the stations work in turn on this thread until the condition holds. */
    static void await(String what, BooleanSupplier condition, Station... stations) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        IdleStrategy idle = stations[0].idle();
        while (!condition.getAsBoolean()) {
            int done = 0;
            for (Station station : stations) {
                done += station.plane.doWork();
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("not within 30 s: " + what);
            }
            idle.idle(done);
        }
    }

    private IdleStrategy idle() {
        return new org.agrona.concurrent.BackoffIdleStrategy(1, 1, 1_000, 100_000);
    }

    PeerId name() {
        return name;
    }

    DataPlane plane() {
        return plane;
    }

    List<SendListener.Outcome> outcomes() {
        return outcomes;
    }

    List<FrameKey> abandoned() {
        return abandoned;
    }

    Set<FrameKey> requests() {
        return requests;
    }

    void expect(FrameKey key, int length) {
        expected.put(key, length);
    }

    /** The next chunk for this station makes its sink throw. */
    void poison(RuntimeException failure) {
        poison = failure;
    }

    SendResult send(Station to, FrameKey key, ByteBuffer payload) {
        SendResult result = plane.send(to.name, key, payload, 0, payload.capacity(), (k, end) -> outcomes.add(end));
        if (result == SendResult.SENT) {
            sent.put(key, payload);
        }
        return result;
    }

    boolean has(FrameKey key) {
        return received.containsKey(key) && !expected.containsKey(key);
    }

    ByteBuffer received(FrameKey key) {
        return received.get(key);
    }

    /** Asks for every expected item. */
    void askAgain(Station from) {
        if (expected.isEmpty()) {
            return;
        }
        FrameKey key = FrameKey.missing(RUN, GENERATION, 1, 1, nextRequest++);
        ByteBuffer request = new MissingFrame(List.copyOf(expected.keySet())).encode();
        plane.send(from.name, key, request, 0, request.capacity(), SendListener.NONE);
    }

    /** Answers the requests that arrived. */
    void repair(Station asker) {
        for (FrameKey request : List.copyOf(requests)) {
            requests.remove(request);
            MissingFrame missing = MissingFrame.decode(received.remove(request)).orElseThrow();
            for (FrameKey key : missing.items()) {
                ByteBuffer payload = sent.get(key);
                if (payload != null) {
                    plane.resend(asker.name, key, payload, 0, payload.capacity(), SendListener.NONE);
                }
            }
        }
    }

    static ByteBuffer bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return ByteBuffer.allocateDirect(length).put(bytes).flip();
    }

    @Override
    public ByteBuffer destination(FrameKey key, int totalLength) {
        if (poison != null) {
            throw poison;
        }
        if (key.kind() == FrameKind.MISSING && totalLength < 1 << 20) {
            return ByteBuffer.allocate(totalLength);
        }
        Integer length = expected.get(key);
        return length == null || length != totalLength ? null : ByteBuffer.allocateDirect(totalLength);
    }

    @Override
    public void onComplete(FrameKey key, ByteBuffer memory) {
        received.put(key, memory);
        if (key.kind() == FrameKind.MISSING) {
            requests.add(key);
        } else {
            expected.remove(key);
        }
    }

    @Override
    public void onAbandoned(FrameKey key, ByteBuffer memory) {
        abandoned.add(key);
    }

    @Override
    public void close() {
        plane.close();
    }
}
