package org.steelworks.gpu.worker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.steelworks.core.aeron.DataPlane;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.core.aeron.RemoteItem;
import org.steelworks.core.aeron.SendListener;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.frame.CreditFrame;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameKind;
import org.steelworks.core.frame.MissingFrame;
import org.steelworks.core.frame.PreparedFrame;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.Generation;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.ValidationLosses;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.protocol.StepNotice;
import org.steelworks.core.protocol.WorkerProtocol;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.Bfloat16;
import org.steelworks.gpu.kernel.DeviceThread;
import org.steelworks.gpu.network.ComputeCancelled;
import org.steelworks.gpu.reduce.BucketReducer;
import org.steelworks.gpu.step.Item;
import org.steelworks.gpu.step.ItemKind;
import org.steelworks.gpu.step.Prepared;
import org.steelworks.gpu.step.StepMachine;
import org.steelworks.gpu.step.StepPort;
import org.steelworks.gpu.train.RootListener;
import org.steelworks.gpu.train.RunDevice;
import org.steelworks.gpu.train.RunScience;

/**
 * A worker's part in one run: the step machine with a real device and the data plane. Agent thread only; what the device
 * answers is posted back to that thread.
 */
final class StepEngine implements StepPort {
    /** State transfers that may be under way at once: bounds the memory that copies take. */
    private static final int STATE_TRANSFERS = 8;

    private static final int STATE_PARTS = 3;
    private static final PeerId FEED = new PeerId("feed");

    private final RunSetup setup;
    private final Member self;
    private final long runTag;
    private final DataPlane plane;
    private final DeviceThread device;
    private final RunDevice work;
    private final SnapshotWriter snapshots;
    private final Consumer<Runnable> agent;
    private final RunVoice voice;
    private final Consumer<Throwable> fatal;
    private final double peakFlops;
    private final StepMachine machine;
    private final BlockMemory blocks;
    private final LeafTree tree;
    private final List<List<Bucket>> sections;
    private final AtomicLong computeTicket = new AtomicLong();
    private ValidationRun validation;
    private WeightGate weightGate;
    private final Map<Integer, ByteBuffer> arrivingState = new HashMap<>();
    private final Set<PeerId> connected = new HashSet<>();
    private int stateSends;
    private int requests;

    /**
     * @param agent runs something on the agent thread; any thread may call it
     * @param fatal told of what ends this process
     * @param peakFlops what the device can do at most, FLOP/s
     */
    StepEngine(
            RunSetup setup,
            Member self,
            DataPlane plane,
            DeviceThread device,
            RunDevice work,
            SnapshotWriter snapshots,
            Consumer<Runnable> agent,
            RunVoice voice,
            Consumer<Throwable> fatal,
            double peakFlops) {
        this.setup = setup;
        this.self = self;
        this.runTag = setup.run().tag();
        this.plane = plane;
        this.device = device;
        this.work = work;
        this.snapshots = snapshots;
        this.agent = agent;
        this.voice = voice;
        this.fatal = fatal;
        this.peakFlops = peakFlops;
        this.tree = new LeafTree(setup.train().leaves());
        this.sections = work.memory().buckets().bySection(work.memory().table());
        this.blocks = new BlockMemory(setup.train().leafSequences() * (setup.sequenceLength() + 1));
        this.machine = new StepMachine(
                self, RunScience.of(setup, work.memory().buckets().size()), this);
    }

    StepMachine machine() {
        return machine;
    }

    /** What the worker offers to the run. */
    WorkerProtocol.Offered offer() {
        boolean idle = machine.phase() == StepMachine.Phase.IDLE || machine.phase() == StepMachine.Phase.STOPPED;
        return new WorkerProtocol.Offered(
                setup.run(), self, work.fingerprint(), plane.endpoint(), idle ? 0 : machine.generation(), peakFlops);
    }

    // ---- from the coordinator

    void stop(long number) {
        voice.say(new WorkerProtocol.Stopped(setup.run(), self, number, machine.onStop(number)));
    }

    void enter(GenerationPlan plan, List<Endpoint> endpoints, Endpoint feed, long nowNs) {
        Generation generation = plan.generation();
        if (generation.number() > machine.generation()) {
            cancelCompute();
            plane.cancelOlder(runTag, generation.number());
            plane.accept(runTag, generation.number());
            connect(generation, endpoints, feed);
            arrivingState.clear();
            blocks.want(0, -1, new LeafRange(0, 0));
            enterRoots(generation);
            enterReduced(generation, endpoints);
        }
        machine.onPlan(plan, nowNs);
    }

    private void connect(Generation generation, List<Endpoint> endpoints, Endpoint feed) {
        Set<PeerId> wanted = new HashSet<>();
        for (int i = 0; i < endpoints.size(); i++) {
            Member member = generation.members().get(i);
            if (!member.equals(self)) {
                PeerId peer = peer(member);
                wanted.add(peer);
                if (connected.add(peer)) {
                    plane.connect(peer, endpoints.get(i));
                }
            }
        }
        wanted.add(FEED);
        plane.connect(FEED, feed);
        connected.add(FEED);
        for (PeerId peer : Set.copyOf(connected)) {
            if (!wanted.contains(peer)) {
                plane.disconnect(peer);
                connected.remove(peer);
            }
        }
    }

    private void enterRoots(Generation generation) {
        Set<LeafTree.Node> nodes = new HashSet<>();
        for (LeafRange range : generation.ranges()) {
            nodes.addAll(tree.roots(range));
        }
        work.roots().enterGeneration(nodes);
    }

    /** What this member reduces is read where it lies by holders of this machine. */
    private void enterReduced(Generation generation, List<Endpoint> endpoints) {
        int me = generation.indexOf(self);
        BitSet readByOthers = new BitSet();
        for (int b = 0; b < generation.buckets(); b++) {
            if (me >= 0 && generation.primary(b) == me) {
                readByOthers.set(
                        b,
                        Arrays.stream(generation.holders().get(b))
                                .anyMatch(holder -> holder != me && isHere(endpoints.get(holder))));
            }
        }
        work.reduced().enterGeneration(readByOthers);
    }

    private boolean isHere(Endpoint endpoint) {
        return endpoint.machine().equals(plane.endpoint().machine());
    }

    void recorded(long step) {
        machine.onRecorded(step);
    }

    void tick(long nowNs) {
        if (validation != null) {
            validation.work(nowNs);
        }
        machine.onTick(nowNs);
    }

    void close() {
        cancelCompute();
        plane.leave(runTag);
        connected.forEach(plane::disconnect);
        work.pins().abandon();
    }

    private static PeerId peer(Member member) {
        return new PeerId(member.toString());
    }

    private PeerId peer(int index) {
        return peer(machine.plan().generation().members().get(index));
    }

    // ---- device

    private <T> void onDevice(String what, Callable<T> body, Consumer<T> answer) {
        var unused = device.submit(what, body).whenComplete((result, error) -> {
            if (error == null) {
                agent.accept(() -> answer.accept(result));
            } else if (!(error instanceof ComputeCancelled)) {
                fatal.accept(error);
            }
        });
    }

    @Override
    public void compute(long generation, long step, LeafRange leaves, BitSet awaited) {
        long ticket = computeTicket.incrementAndGet();
        WeightGate gate = new WeightGate(sections, awaited);
        weightGate = gate;
        onDevice(
                "gradients of step " + step,
                () -> work.compute(
                        leaves,
                        leaf -> tokens(ticket, step, leaf),
                        () -> computeTicket.get() != ticket,
                        new RootListener() {
                            @Override
                            public void onRoot(LeafTree.Node root, int section) {
                                agent.accept(() -> rootReady(generation, step, root, section));
                            }

                            @Override
                            public void beforeForward(int section) {
                                gate.await(section);
                            }
                        }),
                done -> machine.onLeavesDone(generation, step, done.losses(), done.targets(), System.nanoTime()));
    }

    @Override
    public void weightsArrived(int bucket) {
        if (weightGate != null) {
            weightGate.arrived(bucket);
        }
    }

    /** A new generation gives up the blocks of the one before, while this thread may still be at its leaves. */
    private int[] tokens(long ticket, long step, int leaf) {
        int[] tokens = blocks.find(step, leaf);
        if (computeTicket.get() != ticket) {
            throw new ComputeCancelled("leaf " + leaf + " of step " + step);
        }
        if (tokens == null) {
            throw new IllegalStateException("the tokens of step " + step + ", leaf " + leaf + " are not in memory");
        }
        return tokens;
    }

    private void rootReady(long generation, long step, LeafTree.Node root, int section) {
        for (Bucket bucket : sections.get(section)) {
            machine.onRootReady(generation, step, bucket.ordinal(), root);
        }
    }

    @Override
    public void cancelCompute() {
        computeTicket.incrementAndGet();
        if (weightGate != null) {
            weightGate.cancel();
        }
        validation = null;
    }

    @Override
    public void validate(long generation, long step, LeafRange batches) {
        long ticket = computeTicket.incrementAndGet();
        ValidationRun run = new ValidationRun(
                batches,
                setup.train().microBatch() * (setup.sequenceLength() + 1),
                missing -> askFeed(generation, missing, ValidationRun.STEP),
                (batch, tokens) -> onDevice(
                        "validation batch " + batch + " after step " + step,
                        () -> work.validationLoss(tokens, () -> computeTicket.get() != ticket),
                        loss -> onValidationLoss(ticket, generation, step, batch, loss)));
        validation = run;
        if (run.ended()) {
            agent.accept(() -> endValidation(ticket, generation, step));
        } else {
            run.work(System.nanoTime());
        }
    }

    private void onValidationLoss(long ticket, long generation, long step, int batch, double loss) {
        if (computeTicket.get() == ticket) {
            validation.done(batch, loss, System.nanoTime());
            if (validation.ended()) {
                endValidation(ticket, generation, step);
            }
        }
    }

    private void endValidation(long ticket, long generation, long step) {
        if (computeTicket.get() == ticket) {
            ValidationLosses losses = validation.losses();
            validation = null;
            machine.onValidated(generation, step, losses, System.nanoTime());
        }
    }

    @Override
    public void reduce(long generation, long step, int bucket) {
        List<LeafRange> ranges = machine.plan().generation().ranges();
        int me = machine.index();
        onDevice(
                "reduce bucket " + bucket,
                () -> work.reduce(bucket, ranges, me),
                (Optional<BucketReducer.Reduced> result) -> result.ifPresentOrElse(
                        reduced -> machine.onReduced(
                                generation, step, bucket, reduced.square(), reduced.digest(), System.nanoTime()),
                        machine::onReductionLost));
    }

    @Override
    public void apply(Decision decision, int[] buckets) {
        onDevice(
                "apply step " + decision.step(),
                () -> work.apply(decision, buckets),
                (BitSet lost) -> machine.onApplied(decision.step(), buckets, lost, System.nanoTime()));
    }

    @Override
    public void digestWeights(long generation, long step, int[] buckets) {
        onDevice(
                "digest weights of step " + step,
                () -> work.digestWeights(buckets),
                digests -> machine.onDigested(generation, step, digests, System.nanoTime()));
    }

    @Override
    public void load(long generation, Base base, List<Integer> states, List<Integer> weights) {
        work.pins().abandon();
        for (int bucket : states) {
            load(generation, base, bucket, true);
        }
        for (int bucket : weights) {
            load(generation, base, bucket, false);
        }
    }

    private void load(long generation, Base base, int bucket, boolean state) {
        onDevice(
                "load bucket " + bucket,
                () -> {
                    work.load(base, bucket, state);
                    return bucket;
                },
                done -> machine.onLoaded(generation, done, state, System.nanoTime()));
    }

    @Override
    public void snapshot(long generation, long step, long appliedSteps, int[] buckets) {
        List<Bucket> ranges = new ArrayList<>();
        for (int bucket : buckets) {
            ranges.add(work.memory().buckets().bucket(bucket));
        }
        snapshots.begin(new SnapshotWriter.Snapshot(setup.run(), self, generation, step, appliedSteps, ranges));
    }

    // ---- to peers

    @Override
    public void send(int peer, Item item) {
        int b = item.bucket();
        switch (item.kind()) {
            case GRADIENT -> push(peer, item, work.roots().own(b, item.node()));
            case REDUCED -> push(peer, item, work.reduced().bytes(b));
            case WEIGHTS -> push(peer, item, work.memory().computeWeight(b));
            case STATE -> sendState(peer, item);
            case PREPARED -> throw new IllegalArgumentException("Prepared has no memory of its own");
        }
    }

    private void push(int peer, Item item, ByteBuffer bytes) {
        push(peer, item, bytes, SendListener.NONE);
    }

    /** What is not taken is asked for again by the peer. */
    private void push(int peer, Item item, ByteBuffer bytes, SendListener done) {
        FrameKey key = FrameItems.key(item, runTag, machine.generation(), machine.index());
        plane.send(peer(peer), key, bytes, bytes.position(), bytes.remaining(), done);
    }

    private void sendState(int peer, Item item) {
        if (stateSends >= STATE_TRANSFERS) {
            return;
        }
        int bucket = item.bucket();
        ByteBuffer weight = work.memory().weight(bucket);
        int bytes = weight.remaining();
        ByteBuffer copy = AlignedBuffers.allocate((long) STATE_PARTS * bytes);
        copy.put(0, weight, 0, bytes);
        copy.put(bytes, work.memory().moment(bucket), 0, bytes);
        copy.put(2 * bytes, work.memory().square(bucket), 0, bytes);
        stateSends++;
        FrameKey key = FrameItems.key(item, runTag, machine.generation(), machine.index());
        boolean[] ended = {false};
        var result = plane.send(peer(peer), key, copy, 0, copy.capacity(), (sent, outcome) -> {
            if (!ended[0]) {
                ended[0] = true;
                stateSends--;
            }
        });
        if (result != org.steelworks.core.aeron.SendResult.SENT && !ended[0]) {
            ended[0] = true;
            stateSends--;
        }
    }

    @Override
    public void sendPrepared(int peer, Prepared prepared) {
        ByteBuffer bytes = FrameItems.frame(prepared).encode();
        push(peer, Item.prepared(prepared.step()), bytes);
    }

    @Override
    public void ask(int peer, List<Item> missing) {
        List<FrameKey> keys = missing.stream()
                .map(item -> FrameItems.key(item, runTag, machine.generation(), peer))
                .toList();
        ByteBuffer bytes = new MissingFrame(keys).encode();
        FrameKey key = FrameKey.missing(
                runTag, machine.generation(), machine.decided(), machine.index(), requests++ & Integer.MAX_VALUE);
        plane.send(peer(peer), key, bytes, bytes.position(), bytes.remaining(), SendListener.NONE);
    }

    @Override
    public void wantBlocks(long generation, long first, long last, LeafRange leaves) {
        blocks.want(first, last, leaves);
        for (long step = first; step <= last; step++) {
            boolean all = true;
            for (int leaf = leaves.from(); leaf < leaves.to(); leaf++) {
                if (blocks.has(step, leaf)) {
                    machine.onBlock(step, leaf, System.nanoTime());
                } else {
                    all = false;
                }
            }
            if (!all) {
                askFeed(generation, leaves, step);
            }
        }
    }

    private void askFeed(long generation, LeafRange leaves, long step) {
        ByteBuffer bytes = new CreditFrame(leaves, step, step + 1).encode();
        FrameKey key = FrameKey.credit(runTag, generation, step, machine.index(), requests++ & Integer.MAX_VALUE);
        plane.send(FEED, key, bytes, bytes.position(), bytes.remaining(), SendListener.NONE);
    }

    @Override
    public void report(StepNotice notice) {
        voice.say(new WorkerProtocol.Told(setup.run(), self, notice));
    }

    // ---- from peers

    boolean concerns(FrameKey key) {
        return key.runTag() == runTag && key.generation() == machine.generation();
    }

    ByteBuffer destination(FrameKey key, int totalLength) {
        if (!concerns(key)) {
            return null;
        }
        if (key.kind() == FrameKind.BLOCK && key.step() == ValidationRun.STEP) {
            return validation == null ? null : validation.destination(key.leaf(), totalLength);
        }
        if (key.kind() == FrameKind.BLOCK) {
            return blocks.destination(key.step(), key.leaf(), totalLength);
        }
        if (key.kind() == FrameKind.MISSING || key.kind() == FrameKind.PREPARED) {
            return ByteBuffer.allocate(totalLength);
        }
        Item item = FrameItems.item(key);
        int buckets = work.memory().buckets().size();
        if (item == null || item.bucket() < 0 || item.bucket() >= buckets || !machine.wants(key.sender(), item)) {
            return null;
        }
        return memoryOf(item, totalLength);
    }

    /** Roots are read while they are added up, reduced buckets while they are applied; all else is copied as it comes. */
    boolean onRemote(FrameKey key, int totalLength, RemoteItem bytes, long nowNs) {
        boolean stays = key.kind() == FrameKind.GRADIENT || key.kind() == FrameKind.REDUCED;
        if (!stays || !concerns(key)) {
            return false;
        }
        Item item = FrameItems.item(key);
        BucketPlan buckets = work.memory().buckets();
        if (item.bucket() < 0
                || item.bucket() >= buckets.size()
                || totalLength != buckets.bucket(item.bucket()).length() * Float.BYTES
                || !machine.wants(key.sender(), item)) {
            return false;
        }
        if (item.kind() == ItemKind.GRADIENT) {
            work.roots().keepRemote(item.bucket(), item.node(), bytes);
        } else if (!work.reduced().keep(item.bucket(), bytes)) {
            return false;
        }
        machine.onItem(key.sender(), item, nowNs);
        return true;
    }

    private ByteBuffer memoryOf(Item item, int totalLength) {
        int b = item.bucket();
        int bytes = work.memory().buckets().bucket(b).length() * Float.BYTES;
        if (item.kind() == ItemKind.STATE) {
            return totalLength == STATE_PARTS * bytes ? stateDestination(b, totalLength) : null;
        }
        ByteBuffer memory =
                switch (item.kind()) {
                    case GRADIENT -> work.roots().arriving(b, item.node());
                    case REDUCED -> work.reduced().arriving(b);
                    case WEIGHTS -> work.memory().computeWeight(b);
                    case STATE, PREPARED -> null;
                };
        return memory != null && memory.remaining() == totalLength ? memory : null;
    }

    private ByteBuffer stateDestination(int bucket, int totalLength) {
        if (!arrivingState.containsKey(bucket) && arrivingState.size() >= STATE_TRANSFERS) {
            return null;
        }
        work.pins().abandon();
        return arrivingState.computeIfAbsent(bucket, b -> AlignedBuffers.allocate(totalLength));
    }

    void complete(FrameKey key, ByteBuffer memory, long nowNs) {
        if (!concerns(key)) {
            return;
        }
        switch (key.kind()) {
            case BLOCK -> onBlock(key, nowNs);
            case PREPARED ->
                PreparedFrame.decode(memory)
                        .ifPresent(frame ->
                                machine.onPrepared(key.sender(), FrameItems.prepared(key.step(), frame), nowNs));
            case MISSING -> MissingFrame.decode(memory).ifPresent(frame -> onMissing(key.sender(), frame));
            case STATE -> {
                placeState(key.bucket());
                machine.onItem(key.sender(), FrameItems.item(key), nowNs);
            }
            case GRADIENT, REDUCED, WEIGHTS -> machine.onItem(key.sender(), FrameItems.item(key), nowNs);
            case CREDIT -> {}
        }
    }

    private void onBlock(FrameKey key, long nowNs) {
        if (key.step() == ValidationRun.STEP) {
            if (validation != null) {
                validation.complete(key.leaf());
            }
        } else if (blocks.complete(key.step(), key.leaf())) {
            machine.onBlock(key.step(), key.leaf(), nowNs);
        }
    }

    private void onMissing(int peer, MissingFrame frame) {
        List<Item> items = new ArrayList<>();
        for (FrameKey key : frame.items()) {
            Item item = FrameItems.item(key);
            if (item != null && concerns(key)) {
                items.add(item);
            }
        }
        machine.onAsked(peer, items);
    }

    private void placeState(int bucket) {
        ByteBuffer all = arrivingState.remove(bucket);
        int bytes = all.capacity() / STATE_PARTS;
        work.memory().weight(bucket).put(0, all, 0, bytes);
        work.memory().moment(bucket).put(0, all, bytes, bytes);
        work.memory().square(bucket).put(0, all, 2 * bytes, bytes);
        if (work.memory().narrowed(bucket)) {
            Bfloat16.narrow(work.memory().weight(bucket), work.memory().computeWeight(bucket));
        }
    }
}
