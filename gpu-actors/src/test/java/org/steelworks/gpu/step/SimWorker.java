package org.steelworks.gpu.step;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.Generation;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StopReport;
import org.steelworks.core.generation.ValidationLosses;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.protocol.StepNotice;

/**
 * A worker slot: one {@link StepMachine} per life, and memory that is overwritten in place like the real one, so that
 * a buffer reused too early gives a wrong value.
 */
final class SimWorker implements StepPort {
    private static final long MS = 1_000_000L;

    /** A node of one bucket's tree. */
    private record Place(int bucket, LeafTree.Node node) {}

    /** A root in the memory of another life, which outlives it. */
    private record Remote(Map<Place, Long> memory, long[] edition, long sent) {}

    /** A reduced bucket in the memory of another life, which outlives it. */
    private record RemoteReduced(long[] memory, long[] editions, long sent) {
        boolean intact(int bucket) {
            return editions[bucket] == sent;
        }
    }

    private final SimWorld world;
    private final WorkerId id;
    private final int slot;
    private final Deque<Runnable> held = new ArrayDeque<>();
    private long incarnation;
    private Member member;
    private StepMachine machine;
    private boolean alive;
    private long awakeAtNs;
    private long wellSinceNs;
    private boolean poisoned;

    private SimState state;
    private Map<Place, Long> ownRoots;
    private Map<Place, Long> inbox;
    /** Roots that are read in the memory of another worker, when they are added up. */
    private Map<Place, Remote> remote;

    private long[] reduced;
    /** Of the memory of gradients: another one as soon as what was sent from it is not to be read any more. */
    private long[] edition;
    /** Reduced buckets that other workers read, when they apply them. */
    private long[] shared;
    /** Of the memory of each of them. */
    private long[] sharedEditions;
    /** Buckets that lie there. */
    private BitSet sharing;
    /** Reduced buckets that are read in the memory of another worker. */
    private Map<Integer, RemoteReduced> elsewhere;

    private long deviceFreeNs;
    private long computing;
    /** A computation that waits for weights, and the buckets they are of. */
    private Runnable gated;

    private BitSet awaited = new BitSet();

    SimWorker(SimWorld world, WorkerId id, int slot) {
        this.world = world;
        this.id = id;
        this.slot = slot;
    }

    Member member() {
        return member;
    }

    boolean alive() {
        return alive;
    }

    boolean hangs() {
        return world.now() < awakeAtNs;
    }

    /** Since when nothing of its own kept it from answering. */
    long wellSinceNs() {
        return wellSinceNs;
    }

    StepMachine machine() {
        return machine;
    }

    void start() {
        if (alive || world.ended) {
            return;
        }
        alive = true;
        poisoned = false;
        awakeAtNs = 0;
        wellSinceNs = world.now();
        held.clear();
        member = new Member(id, ++incarnation);
        state = new SimState(world.values.buckets);
        reduced = new long[world.values.buckets];
        ownRoots = new HashMap<>();
        inbox = new HashMap<>();
        remote = new HashMap<>();
        edition = new long[1];
        shared = new long[world.values.buckets];
        sharedEditions = new long[world.values.buckets];
        sharing = new BitSet();
        elsewhere = new HashMap<>();
        deviceFreeNs = 0;
        gated = null;
        machine = new StepMachine(member, world.values.science, this);
        tick(member);
        register(member);
    }

    private void tick(Member life) {
        world.in(5 * MS, () -> {
            if (alive && life.equals(member)) {
                whenAwake(() -> machine.onTick(world.now()));
                tick(life);
            }
        });
    }

    private void register(Member life) {
        world.in(20 * MS + world.random.nextInt(500) * MS, () -> {
            if (alive && life.equals(member)) {
                whenAwake(() -> {
                    long inGeneration = machine.phase() == StepMachine.Phase.IDLE ? 0 : machine.generation();
                    world.message(slot, -1, () -> world.coordinator.registered(life, inGeneration));
                });
                register(life);
            }
        });
    }

    /** Runs now, or when the process is continued; never in another life. */
    void whenAwake(Runnable action) {
        if (!alive) {
            return;
        }
        if (world.now() < awakeAtNs) {
            held.add(action);
        } else {
            action.run();
        }
    }

    void kill() {
        if (!alive) {
            return;
        }
        alive = false;
        Member dead = member;
        machine = null;
        held.clear();
        world.in(5 * MS + world.random.nextInt(50) * MS, () -> world.coordinator.exited(dead));
        world.in(300 * MS + world.random.nextInt(3000) * MS, this::start);
    }

    void hang(long forNs) {
        if (!alive) {
            return;
        }
        awakeAtNs = world.now() + forNs;
        wellSinceNs = awakeAtNs;
        Member life = member;
        world.in(forNs + 1, () -> {
            if (alive && life.equals(member) && world.now() >= awakeAtNs) {
                while (!held.isEmpty() && alive && life.equals(member)) {
                    held.poll().run();
                }
            }
        });
    }

    /** The next leaves it computes are not finite, as a failing device would have it. */
    void poison() {
        poisoned = true;
    }

    String describe() {
        return id
                + (alive
                        ? " alive " + machine.phase() + " gen " + machine.generation() + " decided " + machine.decided()
                        : " dead")
                + (world.now() < awakeAtNs ? " hanging" : "");
    }

    // ---- from the coordinator

    void stop(Member to, long number) {
        if (to.equals(member)) {
            StopReport report = machine.onStop(number);
            Member life = member;
            world.message(slot, -1, () -> world.coordinator.stopReport(life, number, report));
        }
    }

    void plan(Member to, GenerationPlan plan) {
        if (to.equals(member)) {
            if (plan.generation().number() > machine.generation()) {
                edition[0]++;
            }
            machine.onPlan(plan, world.now());
        }
    }

    void recorded(Member to, long step) {
        if (to.equals(member)) {
            machine.onRecorded(step);
        }
    }

    // ---- device

    private void onDevice(long durationNs, Runnable work) {
        Member life = member;
        // now and then the device is so slow that what it does outlives its generation
        long slowNs = world.chance(0.03) ? world.random.nextInt(1500) * MS : 0;
        deviceFreeNs = Math.max(deviceFreeNs, world.now()) + durationNs + slowNs;
        world.in(deviceFreeNs - world.now(), () -> {
            if (alive && life.equals(member)) {
                whenAwake(work);
            }
        });
    }

    @Override
    public void compute(long generation, long step, LeafRange leaves, BitSet awaiting) {
        long ticket = ++computing;
        awaited = (BitSet) awaiting.clone();
        gated = () -> computeNow(generation, step, leaves, ticket);
        passGate();
    }

    /** The first kernel that needs them waits for weights on their way; nothing is queued behind it that could run earlier. */
    private void passGate() {
        if (gated != null && awaited.isEmpty()) {
            Runnable open = gated;
            gated = null;
            open.run();
        }
    }

    @Override
    public void weightsArrived(int bucket) {
        awaited.clear(bucket);
        passGate();
    }

    private void computeNow(long generation, long step, LeafRange leaves, long ticket) {
        SimValues values = world.valuesOf(generation);
        checkWeights(values, step - 1);
        long[] weights = state.weights();
        long[] seen = weights.clone();
        double[] losses = new double[leaves.size()];
        long[] wrong = {0};
        onComputing(ticket, 10 * MS + world.random.nextInt(50) * MS, () -> {
            // the gradients of this step are computed in the memory of those of the step before
            edition[0]++;
            elsewhere.clear();
            sharing.clear();
            ownRoots.replaceAll((place, value) -> SimValues.mix(value + 1));
            java.util.Arrays.setAll(reduced, b -> SimValues.mix(reduced[b] + 1));
            for (int leaf = leaves.from(); leaf < leaves.to(); leaf++) {
                losses[leaf - leaves.from()] = values.loss(step, leaf, weights);
            }
            if (poisoned) {
                poisoned = false;
                wrong[0] = world.random.nextLong();
                losses[0] = Double.NaN;
            }
        });
        // the roots of one bucket after the other are ready, and on their way, before the computation has ended
        for (int b = world.values.buckets - 1; b >= 0; b--) {
            int bucket = b;
            onComputing(ticket, 50 * MS / world.values.buckets, () -> {
                world.check(java.util.Arrays.equals(seen, weights), "weights changed under a computation of " + id);
                Map<LeafTree.Node, Long> leafValues = new HashMap<>();
                for (int leaf = leaves.from(); leaf < leaves.to(); leaf++) {
                    long value = values.gradient(step, bucket, leaf, weights) ^ wrong[0];
                    leafValues.put(new LeafTree.Node(0, leaf), value);
                }
                for (LeafTree.Node root : world.values.tree.roots(leaves)) {
                    ownRoots.put(new Place(bucket, root), subtree(root, leafValues));
                    machine.onRootReady(generation, step, bucket, root);
                }
            });
        }
        onComputing(
                ticket, 0, () -> machine.onLeavesDone(generation, step, losses, new long[losses.length], world.now()));
    }

    private void onComputing(long ticket, long durationNs, Runnable work) {
        onDevice(durationNs, () -> {
            if (ticket == computing) {
                work.run();
            }
        });
    }

    private long subtree(LeafTree.Node node, Map<LeafTree.Node, Long> leafValues) {
        if (node.level() == 0) {
            return leafValues.get(node);
        }
        LeafTree.Node left = new LeafTree.Node(node.level() - 1, node.index() * 2);
        LeafTree.Node right = new LeafTree.Node(node.level() - 1, node.index() * 2 + 1);
        long leftValue = subtree(left, leafValues);
        return right.first() >= world.values.leaves ? leftValue : SimValues.add(leftValue, subtree(right, leafValues));
    }

    private void checkWeights(SimValues values, long version) {
        for (int b = 0; b < world.values.buckets; b++) {
            world.check(
                    state.weight(b) == values.weight(version, b),
                    id + " starts step " + (version + 1) + " with other weights than those of step " + version);
        }
    }

    @Override
    public void cancelCompute() {
        computing++;
        gated = null;
    }

    @Override
    public void reduce(long generation, long step, int bucket) {
        List<LeafRange> ranges = machine.plan().generation().ranges();
        LeafRange mine = ranges.get(machine.index());
        onDevice(world.random.nextInt(3) * MS, () -> {
            Map<LeafTree.Node, Long> roots = new HashMap<>();
            boolean lost = false;
            for (LeafRange range : ranges) {
                for (LeafTree.Node root : world.values.tree.roots(range)) {
                    Place place = new Place(bucket, root);
                    Remote elsewhere = range.equals(mine) ? null : remote.get(place);
                    if (elsewhere == null) {
                        roots.put(root, (range.equals(mine) ? ownRoots : inbox).getOrDefault(place, 0L));
                    } else if (elsewhere.edition[0] == elsewhere.sent) {
                        roots.put(root, elsewhere.memory.get(place));
                    } else {
                        world.moved++;
                        lost = true;
                    }
                }
            }
            if (lost) {
                ownRoots.replaceAll((place, value) -> place.bucket == bucket ? SimValues.mix(value + 1) : value);
                machine.onReductionLost();
                return;
            }
            long result = world.values.finish(roots);
            boolean apart = world.sharedMemory && readByOthers(bucket);
            sharing.set(bucket, apart);
            if (apart) {
                sharedEditions[bucket]++;
                shared[bucket] = result;
            } else {
                reduced[bucket] = result;
            }
            // sums are made in the memory of the roots
            for (LeafRange range : ranges) {
                for (LeafTree.Node root : world.values.tree.roots(range)) {
                    Map<Place, Long> memory = range.equals(mine) ? ownRoots : inbox;
                    memory.computeIfPresent(new Place(bucket, root), (place, value) -> SimValues.mix(value + 1));
                }
            }
            machine.onReduced(
                    generation, step, bucket, SimValues.square(result), SimValues.digest(result), world.now());
        });
    }

    /** Whether other members hold a bucket that this one is primary of in its generation, which may be another by now. */
    private boolean readByOthers(int bucket) {
        Generation generation = machine.plan().generation();
        int me = machine.index();
        return me >= 0
                && generation.primary(bucket) == me
                && generation.holders().get(bucket).length > 1;
    }

    @Override
    public void apply(Decision decision, int[] buckets) {
        world.trace(() -> member + " gen " + machine.generation() + " apply " + decision.step() + " to "
                + java.util.Arrays.toString(buckets));
        SimValues values = world.valuesOf(machine.generation());
        onDevice(2 * MS + world.random.nextInt(20) * MS, () -> {
            BitSet lost = new BitSet();
            for (int b : buckets) {
                RemoteReduced remote = elsewhere.get(b);
                state.update(b, remote == null ? ownReduced(b) : remote.memory[b], decision);
                if (remote != null && !remote.intact(b)) {
                    world.moved++;
                    lost.set(b);
                }
            }
            machine.onApplied(decision.step(), buckets, lost, world.now());
            for (int b : buckets) {
                world.check(
                        machine.weightVersion(b) != decision.step() || state.equals(values.state(decision.step()), b),
                        id + " applied step " + decision.step() + " to bucket " + b + " with another result");
            }
        });
    }

    private long ownReduced(int bucket) {
        return sharing.get(bucket) ? shared[bucket] : reduced[bucket];
    }

    @Override
    public void digestWeights(long generation, long step, int[] buckets) {
        Digest128[] digests = new Digest128[buckets.length];
        for (int i = 0; i < buckets.length; i++) {
            digests[i] = SimValues.digest(state.weight(buckets[i]));
        }
        onDevice(world.random.nextInt(5) * MS, () -> machine.onDigested(generation, step, digests, world.now()));
    }

    @Override
    public void validate(long generation, long step, LeafRange batches) {
        long ticket = ++computing;
        List<Double> losses = new ArrayList<>();
        for (int batch = batches.from(); batch < batches.to(); batch++) {
            int number = batch;
            onComputing(ticket, 5 * MS + world.random.nextInt(20) * MS, () -> {
                checkWeights(world.valuesOf(generation), step);
                losses.add(SimValues.validationLoss(number, state.weights()));
            });
        }
        onComputing(
                ticket,
                0,
                () -> machine.onValidated(generation, step, new ValidationLosses(batches.from(), losses), world.now()));
    }

    @Override
    public void load(long generation, Base base, List<Integer> states, List<Integer> compute) {
        SimState source = base.source() == Base.Source.CHECKPOINT
                ? world.checkpoints.get(Long.parseLong(base.checkpoint()))
                : world.values.state(0);
        world.trace(() -> member + " gen " + generation + " load " + base + " " + states + " " + compute);
        List<Integer> all = new ArrayList<>(states);
        all.addAll(compute);
        for (int b : all) {
            onDevice(world.random.nextInt(5) * MS, () -> {
                if (states.contains(b)) {
                    state.set(b, source.weight(b), source.moment(b));
                } else {
                    state.setWeight(b, source.weight(b));
                }
                machine.onLoaded(generation, b, states.contains(b), world.now());
            });
        }
    }

    // ---- data plane

    /** The bytes are read while they are on their way, not when the machine says so. */
    @Override
    public void send(int peer, Item item) {
        long generation = machine.generation();
        int from = machine.index();
        SimWorker to = peerOf(peer);
        if (world.sharedMemory && (item.kind() == ItemKind.GRADIENT || item.kind() == ItemKind.REDUCED)) {
            sendPlace(to, generation, from, item);
            return;
        }
        Member life = member;
        world.in(world.random.nextInt(2_000_000), () -> {
            if (alive && life.equals(member) && machine.generation() == generation) {
                long[] bytes = bytes(item);
                world.frame(slot, to.slot, () -> to.arrive(generation, from, item, bytes));
            }
        });
    }

    /** The receiver reads the bytes in this life's memory: a reduced bucket when it applies it, a root when it adds it up. */
    private void sendPlace(SimWorker to, long generation, int from, Item item) {
        if (item.kind() == ItemKind.GRADIENT) {
            Remote root = new Remote(ownRoots, edition, edition[0]);
            world.frame(slot, to.slot, () -> to.arriveRemote(generation, from, item, root));
        } else {
            RemoteReduced bucket = new RemoteReduced(shared, sharedEditions, sharedEditions[item.bucket()]);
            world.frame(slot, to.slot, () -> to.arriveRemote(generation, from, item, bucket));
        }
    }

    private long[] bytes(Item item) {
        int b = item.bucket();
        return switch (item.kind()) {
            case GRADIENT -> new long[] {ownRoots.get(new Place(b, item.node()))};
            case REDUCED -> new long[] {ownReduced(b)};
            case WEIGHTS -> new long[] {state.weight(b)};
            case STATE -> new long[] {state.weight(b), state.moment(b)};
            case PREPARED -> throw new IllegalArgumentException("not an item with memory");
        };
    }

    private void arriveRemote(long generation, int from, Item item, Remote root) {
        if (machine.generation() != generation) {
            world.dropped++;
        } else if (machine.wants(from, item)) {
            remote.put(new Place(item.bucket(), item.node()), root);
            machine.onItem(from, item, world.now());
        }
    }

    private void arriveRemote(long generation, int from, Item item, RemoteReduced bucket) {
        if (machine.generation() != generation) {
            world.dropped++;
        } else if (machine.wants(from, item)) {
            if (!bucket.intact(item.bucket())) {
                world.moved++;
                return;
            }
            sharing.clear(item.bucket());
            elsewhere.put(item.bucket(), bucket);
            machine.onItem(from, item, world.now());
        }
    }

    private void arrive(long generation, int from, Item item, long[] bytes) {
        if (machine.generation() != generation) {
            world.dropped++;
            return;
        }
        if (!machine.wants(from, item)) {
            return;
        }
        int b = item.bucket();
        switch (item.kind()) {
            case GRADIENT -> inbox.put(new Place(b, item.node()), bytes[0]);
            case REDUCED -> {
                // it arrives in the memory of an own root
                ownRoots.replaceAll((place, value) -> place.bucket == b ? SimValues.mix(value + 1) : value);
                elsewhere.remove(b);
                sharing.clear(b);
                reduced[b] = bytes[0];
            }
            case WEIGHTS -> {
                state.setWeight(b, bytes[0]);
                world.check(
                        bytes[0] == world.valuesOf(generation).weight(item.step(), b),
                        id + " received other weights than those of step " + item.step());
            }
            case STATE -> {
                state.set(b, bytes[0], bytes[1]);
                world.check(
                        state.equals(world.valuesOf(generation).state(item.step()), b),
                        id + " received other state than that of step " + item.step());
            }
            case PREPARED -> throw new IllegalArgumentException("not an item with memory");
        }
        machine.onItem(from, item, world.now());
    }

    @Override
    public void sendPrepared(int peer, Prepared prepared) {
        long generation = machine.generation();
        int from = machine.index();
        SimWorker to = peerOf(peer);
        world.frame(slot, to.slot, () -> {
            if (to.machine.generation() == generation) {
                to.machine.onPrepared(from, prepared, world.now());
            }
        });
    }

    @Override
    public void ask(int peer, List<Item> missing) {
        long generation = machine.generation();
        int from = machine.index();
        SimWorker to = peerOf(peer);
        world.frame(slot, to.slot, () -> {
            if (to.machine.generation() == generation) {
                to.machine.onAsked(from, missing);
            }
        });
    }

    private SimWorker peerOf(int peer) {
        return world.workers.get(
                machine.plan().generation().members().get(peer).worker().slot());
    }

    @Override
    public void wantBlocks(long generation, long first, long last, LeafRange leaves) {
        for (long step = first; step <= last; step++) {
            for (int leaf = leaves.from(); leaf < leaves.to(); leaf++) {
                if (!world.chance(0.02)) {
                    long wantedStep = step;
                    int wantedLeaf = leaf;
                    Member life = member;
                    world.in(MS + world.random.nextInt(10) * MS, () -> {
                        if (alive && life.equals(member)) {
                            whenAwake(() -> {
                                if (machine.generation() == generation) {
                                    machine.onBlock(wantedStep, wantedLeaf, world.now());
                                }
                            });
                        }
                    });
                }
            }
        }
    }

    @Override
    public void snapshot(long generation, long step, long appliedSteps, int[] buckets) {
        Map<Integer, long[]> saved = new HashMap<>();
        for (int b : buckets) {
            world.check(
                    state.equals(world.valuesOf(generation).state(step), b),
                    id + " saves other state than that of " + step);
            saved.put(b, new long[] {state.weight(b), state.moment(b)});
        }
        Member life = member;
        world.in(world.random.nextInt(200) * MS, () -> {
            if (alive && life.equals(member)) {
                world.message(slot, -1, () -> world.coordinator.part(generation, step, saved));
            }
        });
    }

    @Override
    public void report(StepNotice notice) {
        Member life = member;
        world.message(slot, -1, () -> world.coordinator.notice(life, notice));
    }
}
