package org.steelworks.gpu.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.id.WorkerId;

/**
 * One seeded schedule on virtual time: worker slots, a coordinator, links that lose, double and delay, kills, hangs
 * and partitions. Every effect is compared with the reference run as it happens.
 */
final class SimWorld {
    private static final long MS = 1_000_000L;
    private static final boolean TRACE = Long.getLong("steel.seed") != null;

    /** The end of a link: a slot, or the coordinator as -1. */
    private record Link(int from, int to) {}

    private record Event(long atNs, long order, Runnable action) {}

    final SplittableRandom random;
    /** Of the run as it is to be, with all changes of the data that have their place. */
    SimValues values;

    final int slots;
    final int replicas;
    final int minWorkers;
    final List<SimWorker> workers = new ArrayList<>();
    final SimCoordinator coordinator;
    /** What survives every crash. */
    final Map<Long, SimState> checkpoints = new HashMap<>();

    final List<Decision> ledger = new ArrayList<>();
    /** Changes of the data that wait for their place. */
    int dataWaiting;

    DataPlace dataPlace = DataPlace.NONE;
    GenerationPlan journal;
    boolean ended;
    String failure;
    int steppedBack;
    int stops;
    /** Frames of an older or newer generation than their receiver's. */
    int dropped;
    /** Whether workers read gradients in one another's memory instead of sending them. */
    final boolean sharedMemory;
    /** Such readings that came too late: the memory was about to be written again. */
    int moved;

    boolean endedAsNotFinite;
    /** What {@code train.non_finite} says. */
    final boolean skipNonFinite;

    final Map<String, Integer> faults = new TreeMap<>();

    /** What was to be computed before data changed, by the number of the last generation that was fed as before. */
    private final NavigableMap<Long, SimValues> valuesBefore = new TreeMap<>();

    private final PriorityQueue<Event> queue = new PriorityQueue<>(
            (a, b) -> a.atNs != b.atNs ? Long.compare(a.atNs, b.atNs) : Long.compare(a.order, b.order));
    private final Map<Link, Long> controlBusyUntil = new HashMap<>();
    private final Set<Link> cut = new HashSet<>();
    private final Map<Integer, Long> cutUntil = new HashMap<>();
    private final double lossRate;
    private final double doubleRate;
    private final double faultRate;
    private final long faultsEndNs;
    private int poisonings;
    private long nowNs;
    private long order;
    long events;

    SimWorld(long seed) {
        random = new SplittableRandom(seed);
        slots = 1 + random.nextInt(6);
        int leaves = slots + random.nextInt(17 - slots);
        replicas = 1 + random.nextInt(slots);
        minWorkers = 1 + random.nextInt(slots);
        int steps = 3 + random.nextInt(8);
        skipNonFinite = random.nextInt(4) > 0;
        values = new SimValues(
                leaves,
                1 + random.nextInt(4),
                steps,
                1 + random.nextInt(4),
                1 + random.nextInt(5),
                random.nextInt(10) == 0 ? 1 + random.nextInt(steps) : 0);
        lossRate = random.nextInt(3) * 0.02;
        doubleRate = random.nextInt(3) * 0.02;
        faultRate = 0.5 + random.nextDouble() * 3;
        faultsEndNs = (3 + random.nextInt(15)) * 1000 * MS;
        sharedMemory = seed % 2 == 1;
        coordinator = new SimCoordinator(this);
        for (int slot = 0; slot < slots; slot++) {
            SimWorker worker = new SimWorker(this, new WorkerId("sim", slot), slot);
            workers.add(worker);
            in(random.nextInt(3000) * MS / (slot < minWorkers ? 10 : 1), worker::start);
        }
        coordinator.start();
        in(random.nextInt(1500) * MS, this::fault);
        scheduleFault();
        if (random.nextInt(8) == 0) {
            in(random.nextInt(3000) * MS, () -> {
                count("stop");
                coordinator.stop();
            });
        }
        if (random.nextInt(3) == 0) {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                in(random.nextInt(5000) * MS, this::changeData);
            }
        }
        if (random.nextInt(3) == 0) {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                in(random.nextInt(5000) * MS, () -> {
                    count("feed moved");
                    coordinator.feedMoved();
                });
            }
        }
    }

    /** Data are added or mixed anew, one to the protocol, while the run goes on, whatever it is doing. */
    private void changeData() {
        count("data changed");
        dataWaiting++;
        coordinator.dataWaits();
    }

    /** Makes durable where all changes that wait come in. */
    void place(DataPlace asked) {
        if (dataWaiting == 0) {
            return;
        }
        dataWaiting = 0;
        long after = Math.max(Math.max(asked.step(), dataPlace.step()), ledger.size());
        dataPlace = new DataPlace(after, asked.generation());
        valuesBefore.putIfAbsent(asked.generation() - 1, values);
        values = values.withDataAfter(after);
        trace(() -> "data come in: " + dataPlace);
    }

    /** What members of a generation have to compute. */
    SimValues valuesOf(long generation) {
        Map.Entry<Long, SimValues> before = valuesBefore.ceilingEntry(generation);
        return before == null ? values : before.getValue();
    }

    private void count(String fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    long now() {
        return nowNs;
    }

    /** Runs until the end of the training run; fails by exception. */
    void run() {
        long limitNs = faultsEndNs + 600_000 * MS;
        while (!ended) {
            Event event = queue.poll();
            if (event == null || event.atNs > limitNs) {
                throw new AssertionError("no end by " + nowNs / MS + " ms: " + describe());
            }
            nowNs = event.atNs;
            events++;
            event.action.run();
            if (failure != null) {
                throw new AssertionError(failure + " at " + nowNs / MS + " ms: " + describe());
            }
        }
        if (endedAsNotFinite) {
            return;
        }
        check(ledger.size() == values.steps, "the ledger has " + ledger.size() + " of " + values.steps + " steps");
        SimState last = checkpoints.get(values.steps);
        check(last != null, "no checkpoint of the last step");
        for (int b = 0; b < values.buckets; b++) {
            check(last.equals(values.state(values.steps), b), "the last checkpoint differs in bucket " + b);
        }
    }

    String describe() {
        StringBuilder text = new StringBuilder("V=" + values.leaves + " buckets=" + values.buckets + " steps="
                + values.steps + " R=" + replicas + " ledger=" + ledger.size() + " " + coordinator.describe());
        for (SimWorker worker : workers) {
            text.append("\n  ").append(worker.describe());
        }
        return text.toString();
    }

    void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what + " at " + nowNs / MS + " ms: " + describe());
        }
    }

    void in(long delayNs, Runnable action) {
        queue.add(new Event(nowNs + delayNs, order++, action));
    }

    /** Prints what happens when one schedule is run alone. */
    void trace(java.util.function.Supplier<String> line) {
        if (TRACE) {
            System.out.println(nowNs / MS + " ms " + line.get());
        }
    }

    boolean calm() {
        return nowNs >= faultsEndNs;
    }

    boolean chance(double rate) {
        return !calm() && random.nextDouble() < rate;
    }

    /** A frame between workers: may be lost, doubled, late or overtaken. */
    void frame(int from, int to, Runnable delivery) {
        if (isCut(from, to) || chance(lossRate)) {
            return;
        }
        in(frameDelay(), () -> deliver(to, delivery));
        if (chance(doubleRate)) {
            in(frameDelay() + random.nextInt(100) * MS, () -> deliver(to, delivery));
        }
    }

    private long frameDelay() {
        return random.nextInt(50) == 0 ? random.nextInt(200) * MS : 100_000 + random.nextInt(3_000_000);
    }

    /** A message between coordinator (-1) and a worker: in order per pair, at most once. */
    void message(int from, int to, Runnable delivery) {
        if (isCut(from, to) || chance(lossRate)) {
            return;
        }
        Link link = new Link(from, to);
        long at = Math.max(controlBusyUntil.getOrDefault(link, 0L), nowNs + 200_000 + random.nextInt(5_000_000)) + 1;
        controlBusyUntil.put(link, at);
        in(at - nowNs, () -> deliver(to, delivery));
    }

    private void deliver(int to, Runnable delivery) {
        if (to < 0) {
            delivery.run();
        } else {
            workers.get(to).whenAwake(delivery);
        }
    }

    private boolean isCut(int from, int to) {
        return cut.contains(new Link(from, to));
    }

    // ---- faults

    private void scheduleFault() {
        in((long) (random.nextDouble() * 2000 * MS / faultRate) + MS, () -> {
            if (!calm()) {
                fault();
                scheduleFault();
            }
        });
    }

    private void fault() {
        int slot = random.nextInt(slots);
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                count("kill");
                workers.get(slot).kill();
            }
            case 3 -> {
                count("hang");
                workers.get(slot).hang(random.nextInt(12_000) * MS);
            }
            case 4 -> {
                count("partition");
                partition(slot);
            }
            case 5 -> {
                count("one-way cut");
                cutOneWay(slot);
            }
            case 6 -> {
                count("coordinator killed");
                coordinator.kill();
            }
            case 7 -> {
                count("coordinator held up");
                coordinator.hang(random.nextInt(4000) * MS);
            }
            case 8, 9 -> {
                // in a step that is skipped anyway nobody would notice a wrong gradient
                if (poisonings < 2 && values.badStep == 0) {
                    count("not finite once");
                    poisonings++;
                    workers.get(slot).poison();
                }
            }
            case 10 -> {
                count("all killed");
                workers.forEach(SimWorker::kill);
            }
            default -> {
                count("two killed");
                workers.get(slot).kill();
                workers.get(random.nextInt(slots)).kill();
            }
        }
    }

    private void partition(int slot) {
        List<Link> links = new ArrayList<>();
        for (int other = -1; other < slots; other++) {
            links.add(new Link(slot, other));
            links.add(new Link(other, slot));
        }
        cutFor(links);
    }

    private void cutOneWay(int slot) {
        cutFor(List.of(new Link(slot, random.nextInt(slots))));
    }

    private void cutFor(List<Link> links) {
        cut.addAll(links);
        long forNs = random.nextInt(8000) * MS;
        for (Link link : links) {
            cutUntil.merge(link.from, nowNs + forNs, Math::max);
            cutUntil.merge(link.to, nowNs + forNs, Math::max);
        }
        in(forNs, () -> links.forEach(cut::remove));
    }

    /** Whether no link of this worker was cut for so long. */
    boolean reachableFor(SimWorker worker, long ns) {
        return nowNs - cutUntil.getOrDefault(worker.member().worker().slot(), Long.MIN_VALUE / 2) > ns;
    }
}
