package org.steelworks.gpu.worker;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
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
import org.steelworks.core.aeron.RemoteItem;
import org.steelworks.core.aeron.SendListener;
import org.steelworks.core.aeron.SendResult;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameKind;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.gpu.kernel.DeviceSettings;
import org.steelworks.gpu.kernel.DeviceThread;
import org.steelworks.gpu.reduce.BucketReducer;
import org.steelworks.gpu.reduce.ReducedMemory;
import org.steelworks.gpu.reduce.RootMemory;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * The exchange of a training step without its mathematics, to measure it: every member has the gradient of one leaf;
 * roots go to the primaries as frames, primaries finish the tree on the device thread (sum, division, sum of squares,
 * digest) and send the reduced bucket to everybody; a round ends when all members have said that they have all of it.
 * Data plane, frames, memory and reducer are those of a run; the step machine, which decides what goes where, is
 * replaced by a fixed plan. One thread constructs and runs it.
 */
public final class ExchangeProbe implements AutoCloseable {
    private static final long RUN_TAG = 1;
    private static final long GENERATION = 1;
    private static final long HELLO_NS = Duration.ofMillis(100).toNanos();
    private static final long ROUND_NS = Duration.ofSeconds(60).toNanos();
    private static final int DEVICE_QUEUE = 1 << 12;

    /**
     * One member.
     *
     * @param member index of it
     * @param inboxes of all members, by index
     * @param model whose gradient is exchanged
     * @param threads of the device
     */
    public record Settings(int member, List<Endpoint> inboxes, ModelSpec model, int threads) {
        public Settings {
            inboxes = List.copyOf(inboxes);
        }
    }

    private final int me;
    private final int members;
    private final Settings settings;
    private final BucketPlan buckets;
    private final LeafTree tree;
    private final List<LeafRange> ranges = new ArrayList<>();
    private final RootMemory roots;
    private final ReducedMemory reduced;
    private final FlatVectors gradient;
    private final DeviceThread device;
    private final BucketReducer reducer;
    private final DataPlane plane;
    private final IdleStrategy idle;
    private final ConcurrentLinkedQueue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private final Map<Long, Round> rounds = new HashMap<>();
    private Throwable failure;
    private long current;

    /** What has arrived and been done of one round; frames of the next one may come before this member is there. */
    private final class Round {
        final int[] rootsHere = new int[buckets.size()];
        int reducedHere;
        int prepared;
    }

    /** Loads libtorch and connects to the media driver. */
    public ExchangeProbe(Settings settings, AeronSettings aeron, Path driverFolder) {
        this.settings = settings;
        this.me = settings.member();
        this.members = settings.inboxes().size();
        ParameterTable table = ParameterTable.of(settings.model());
        this.buckets = BucketPlan.of(table);
        this.tree = new LeafTree(members);
        for (int m = 0; m < members; m++) {
            ranges.add(new LeafRange(m, m + 1));
        }
        this.device = DeviceThread.start(new DeviceSettings(settings.threads(), DEVICE_QUEUE));
        this.idle = aeron.idleStrategy();
        this.plane = DataPlane.open(new DataPlaneContext(
                aeron,
                driverFolder,
                settings.inboxes().get(me),
                new Inbox(),
                LinkFaults.NONE,
                SystemNanoClock.INSTANCE,
                SystemEpochClock.INSTANCE,
                aeron.idleStrategy()));
        this.roots = new RootMemory(buckets, plane.memory());
        this.reduced = new ReducedMemory(buckets, roots, plane.memory());
        reduced.enterGeneration(readers());
        this.gradient = roots.newGradient(table);
        fill((float) (me + 1));
        this.reducer = new BucketReducer(tree, roots, reduced, settings.threads());
        plane.accept(RUN_TAG, GENERATION);
        others().forEach(m -> plane.connect(peer(m), settings.inboxes().get(m)));
    }

    /** Bytes of the gradient that a round reduces. */
    public long bytes() {
        return ParameterTable.of(settings.model()).elements() * Float.BYTES;
    }

    /**
     * Runs rounds and checks their result.
     *
     * @return seconds of each round, from the moment all members were ready for it
     * @throws IllegalStateException when a round does not end within a minute, or its result is not the mean
     */
    public double[] run(int count) {
        meet();
        double[] seconds = new double[count];
        for (int i = 0; i < count; i++) {
            long startNs = System.nanoTime();
            round(i + 1);
            seconds[i] = (System.nanoTime() - startNs) / 1e9;
        }
        check();
        return seconds;
    }

    /** Says hello until everybody has said it: a stream takes a while to open. */
    private void meet() {
        long saidNs = System.nanoTime() - HELLO_NS;
        boolean[] heard = new boolean[members];
        heard[me] = true;
        int left = members - 1;
        long deadlineNs = System.nanoTime() + ROUND_NS;
        while (left > 0 || state(0).prepared < members - 1) {
            work(deadlineNs);
            if (System.nanoTime() - saidNs >= HELLO_NS) {
                saidNs = System.nanoTime();
                for (int m : others()) {
                    if (!heard[m] && plane.connected(peer(m)) && sendPrepared(m, 0) == SendResult.SENT) {
                        heard[m] = true;
                        left--;
                    }
                }
            }
        }
    }

    private void round(long number) {
        current = number;
        // as the leaves of a step begin
        reduced.drop();
        roots.dropOwn();
        roots.keepOwn(root(me), gradient);
        Round round = state(number);
        for (int b = 0; b < buckets.size(); b++) {
            if (primary(b) == me) {
                reduceIfWhole(round, b);
            } else {
                send(
                        primary(b),
                        FrameKey.gradient(RUN_TAG, GENERATION, number, me, b, root(me)),
                        roots.own(b, root(me)));
            }
        }
        long deadlineNs = System.nanoTime() + ROUND_NS;
        while (round.reducedHere < buckets.size()) {
            work(deadlineNs);
        }
        others().forEach(m -> sendPrepared(m, number));
        while (round.prepared < members - 1) {
            work(deadlineNs);
        }
        rounds.remove(number);
    }

    private void work(long deadlineNs) {
        int done = plane.doWork();
        for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
            answer.run();
            done++;
        }
        if (failure != null) {
            throw new IllegalStateException("reducing failed: " + failure, failure);
        }
        if (System.nanoTime() - deadlineNs > 0) {
            throw new IllegalStateException("member " + me + " waited " + ROUND_NS / 1_000_000_000L + " s in round "
                    + current + ": " + state(current).reducedHere + " of " + buckets.size() + " buckets are here, "
                    + state(current).prepared + " of " + (members - 1) + " others are done");
        }
        idle.idle(done);
    }

    private void reduceIfWhole(Round round, int bucket) {
        if (round.rootsHere[bucket] < members - 1) {
            return;
        }
        long number = current;
        var unused = device.submit("reduce bucket " + bucket, () -> reducer.reduce(bucket, ranges, me))
                .whenComplete((result, error) -> answers.add(() -> {
                    if (error != null || result.isEmpty()) {
                        failure = error == null ? new IllegalStateException("a root is gone") : error;
                        return;
                    }
                    round.reducedHere++;
                    others().forEach(m ->
                            send(m, FrameKey.reduced(RUN_TAG, GENERATION, number, me, bucket), reduced.bytes(bucket)));
                }));
    }

    private void send(int to, FrameKey key, ByteBuffer bytes) {
        SendResult result = plane.send(peer(to), key, bytes, bytes.position(), bytes.remaining(), SendListener.NONE);
        if (result != SendResult.SENT) {
            throw new IllegalStateException(
                    "member " + me + " cannot send " + key + " to member " + to + ": " + result);
        }
    }

    private SendResult sendPrepared(int to, long round) {
        ByteBuffer nothing = ByteBuffer.allocate(Long.BYTES);
        return plane.send(
                peer(to),
                FrameKey.prepared(RUN_TAG, GENERATION, round, me),
                nothing,
                0,
                nothing.capacity(),
                SendListener.NONE);
    }

    /** All members began with their number; the mean of all is exact in fp32, and stays what it is. */
    private void check() {
        float mean = (members + 1) / 2f;
        for (int b = 0; b < buckets.size(); b++) {
            FloatBuffer values = reduced.bytes(b).asFloatBuffer();
            while (values.hasRemaining()) {
                float value = values.get();
                if (value != mean) {
                    throw new IllegalStateException(
                            "bucket " + b + " holds " + value + " where the mean " + mean + " belongs");
                }
            }
        }
    }

    private void fill(float value) {
        for (int b = 0; b < buckets.size(); b++) {
            FloatBuffer values = gradient.bytes(buckets.bucket(b)).asFloatBuffer();
            while (values.hasRemaining()) {
                values.put(value);
            }
        }
    }

    private Round state(long number) {
        return rounds.computeIfAbsent(number, n -> new Round());
    }

    private List<Integer> others() {
        List<Integer> others = new ArrayList<>();
        for (int m = 0; m < members; m++) {
            if (m != me) {
                others.add(m);
            }
        }
        return others;
    }

    /** All members hold all buckets, and are on this machine. */
    private BitSet readers() {
        BitSet mine = new BitSet();
        for (int b = 0; b < buckets.size(); b++) {
            mine.set(b, members > 1 && primary(b) == me);
        }
        return mine;
    }

    private int primary(int bucket) {
        return bucket % members;
    }

    private LeafTree.Node root(int member) {
        return tree.roots(ranges.get(member)).get(0);
    }

    private static PeerId peer(int member) {
        return new PeerId("member-" + member);
    }

    @Override
    public void close() {
        device.close();
        reducer.close();
        reduced.close();
        plane.close();
    }

    private final class Inbox implements ChunkSink {
        @Override
        public ByteBuffer destination(FrameKey key, int totalLength) {
            return switch (key.kind()) {
                case GRADIENT -> roots.arriving(key.bucket(), new LeafTree.Node(key.nodeLevel(), key.nodeIndex()));
                case REDUCED -> reduced.arriving(key.bucket());
                case PREPARED -> ByteBuffer.allocate(totalLength);
                default -> null;
            };
        }

        @Override
        public boolean onRemote(FrameKey key, int totalLength, RemoteItem item) {
            if (key.kind() == FrameKind.REDUCED && reduced.keep(key.bucket(), item)) {
                state(key.step()).reducedHere++;
                return true;
            }
            if (key.kind() != FrameKind.GRADIENT) {
                return false;
            }
            roots.keepRemote(key.bucket(), new LeafTree.Node(key.nodeLevel(), key.nodeIndex()), item);
            onRoot(key);
            return true;
        }

        private void onRoot(FrameKey key) {
            Round round = state(key.step());
            round.rootsHere[key.bucket()]++;
            if (key.step() == current) {
                reduceIfWhole(round, key.bucket());
            }
        }

        @Override
        public void onComplete(FrameKey key, ByteBuffer memory) {
            Round round = state(key.step());
            if (key.kind() == FrameKind.GRADIENT) {
                onRoot(key);
            } else if (key.kind() == FrameKind.REDUCED) {
                round.reducedHere++;
            } else {
                round.prepared++;
            }
        }
    }
}
