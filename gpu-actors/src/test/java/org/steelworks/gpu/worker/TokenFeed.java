package org.steelworks.gpu.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
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
import org.steelworks.core.frame.CreditFrame;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameKind;

/** Answers credits with tokens that are a function of step, leaf and position. */
final class TokenFeed implements AutoCloseable {
    private record Request(FrameKey key, CreditFrame credit) {}

    private final int leafTokens;
    private final int vocabulary;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new ArrayList<>();
    private final DataPlane plane;
    private final Thread thread;
    private List<PeerId> peers = List.of();
    private volatile boolean running = true;

    TokenFeed(AeronSettings settings, Path driver, int stream, int leafTokens, int vocabulary) {
        this.leafTokens = leafTokens;
        this.vocabulary = vocabulary;
        this.plane = DataPlane.open(new DataPlaneContext(
                settings,
                driver,
                new Endpoint("test", stream, ""),
                new Credits(),
                LinkFaults.NONE,
                SystemNanoClock.INSTANCE,
                SystemEpochClock.INSTANCE,
                settings.idleStrategy()));
        this.thread = new Thread(() -> run(settings), "test-feed");
        thread.start();
    }

    Endpoint endpoint() {
        return plane.endpoint();
    }

    void serve(long runTag, long generation, List<PeerId> members, List<Endpoint> endpoints) {
        tasks.add(() -> {
            plane.accept(runTag, generation);
            Set<PeerId> known = new HashSet<>(peers);
            for (int i = 0; i < members.size(); i++) {
                if (!known.contains(members.get(i))) {
                    plane.connect(members.get(i), endpoints.get(i));
                }
            }
            peers = members;
        });
    }

    private void run(AeronSettings settings) {
        var idle = settings.idleStrategy();
        while (running) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            int done = plane.doWork();
            requests.forEach(this::answer);
            requests.clear();
            idle.idle(done);
        }
        plane.close();
    }

    private void answer(Request request) {
        for (long step = request.credit.firstStep(); step < request.credit.endStep(); step++) {
            for (int leaf = request.credit.leaves().from();
                    leaf < request.credit.leaves().to();
                    leaf++) {
                ByteBuffer tokens =
                        ByteBuffer.allocateDirect(leafTokens * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < leafTokens; i++) {
                    long mixed = (step * 31 + leaf) * 1_000_003L + i * 7919L;
                    tokens.putInt((int) Math.floorMod(mixed ^ (mixed >>> 7), vocabulary));
                }
                FrameKey key =
                        FrameKey.block(request.key.runTag(), request.key.generation(), step, FrameKey.NONE, leaf);
                plane.send(peers.get(request.key.sender()), key, tokens, 0, tokens.capacity(), SendListener.NONE);
            }
        }
    }

    private final class Credits implements ChunkSink {
        @Override
        public ByteBuffer destination(FrameKey key, int totalLength) {
            return key.kind() == FrameKind.CREDIT ? ByteBuffer.allocate(totalLength) : null;
        }

        @Override
        public void onComplete(FrameKey key, ByteBuffer memory) {
            CreditFrame.decode(memory).ifPresent(credit -> requests.add(new Request(key, credit)));
        }
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        thread.join(10_000);
    }
}
