package org.steelworks.gpu.step;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.generation.StopReport;
import org.steelworks.core.protocol.StepNotice;
import org.steelworks.core.run.machine.CoordinatorMachine;
import org.steelworks.core.run.machine.CoordinatorPort;
import org.steelworks.core.run.machine.RunNotice;
import org.steelworks.core.run.machine.RunPlanSettings;

/** The coordinator process: one {@link CoordinatorMachine} per life; journal, ledger and checkpoints outlive it. */
final class SimCoordinator implements CoordinatorPort {
    private static final long MS = 1_000_000L;
    /** Who could answer for so long is known to the coordinator. */
    private static final long WELL_NS = 4_000 * MS;

    private final SimWorld world;
    private CoordinatorMachine machine;
    private long life;
    private final Map<Long, Map<Integer, long[]>> parts = new HashMap<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final Set<Member> expelled = new HashSet<>();
    private long awakeAtNs;
    private boolean stopJournalled;
    private int placing;
    private long partsGeneration;
    private String lastEvent = "";

    SimCoordinator(SimWorld world) {
        this.world = world;
    }

    void start() {
        int[] elements = new int[world.values.buckets];
        java.util.Arrays.fill(elements, 10);
        RunPlanSettings settings = new RunPlanSettings(
                world.values.leaves,
                elements,
                world.minWorkers,
                world.slots,
                world.replicas,
                world.values.steps,
                world.values.science.weightsDigestEvery(),
                world.skipNonFinite,
                world.values.science.snapshotDue(),
                SimValues::fold);
        long published =
                world.checkpoints.keySet().stream().mapToLong(s -> s).max().orElse(0);
        machine = new CoordinatorMachine(settings, this, world.ledger.size(), published);
        if (world.journal != null) {
            // now and then the successor is on another node, and so is what it feeds
            machine.recover(world.journal, stopJournalled, world.random.nextInt(3) == 0);
        }
        machine.data(world.dataPlace, world.dataWaiting > 0);
        tick(++life);
    }

    private void tick(long ofLife) {
        world.in(10 * MS, () -> {
            if (machine != null && life == ofLife) {
                // one that was held up sees the time before the messages that came meanwhile
                if (world.now() >= awakeAtNs) {
                    machine.onTick(world.now());
                    while (machine != null && !held.isEmpty()) {
                        held.poll().run();
                    }
                }
                tick(ofLife);
            }
        });
    }

    /** Runs now, or when the process is continued; never in another life. */
    private void whenAwake(Runnable input) {
        if (machine == null) {
            return;
        }
        if (world.now() < awakeAtNs) {
            held.add(input);
        } else {
            input.run();
        }
    }

    /** The process is stopped for a while and then goes on as if nothing had been. */
    void hang(long forNs) {
        awakeAtNs = world.now() + forNs;
    }

    /** A user asks the run to stop; it is durable before anything follows. */
    void stop() {
        whenAwake(() -> {
            stopJournalled = true;
            machine.onStopRequested(world.now());
        });
    }

    /** The data of the run were changed, durably. */
    void dataWaits() {
        whenAwake(() -> machine.onDataWaits(world.now()));
    }

    /** Another node feeds the run, whatever it is doing. */
    void feedMoved() {
        whenAwake(() -> machine.onFeedMoved("its blocks come from another node now", world.now()));
    }

    void kill() {
        if (machine == null) {
            return;
        }
        world.trace(() -> "coordinator killed");
        machine = null;
        life++;
        parts.clear();
        held.clear();
        placing = 0;
        awakeAtNs = 0;
        world.in(100 * MS + world.random.nextInt(3000) * MS, this::start);
    }

    String describe() {
        return machine == null
                ? "coordinator dead"
                : "coordinator " + machine.phase() + " number " + machine.number() + " accepted " + machine.accepted()
                        + " last event " + lastEvent;
    }

    // ---- from workers and nodes

    void registered(Member member, long inGeneration) {
        whenAwake(() -> machine.onRegistered(member, inGeneration, world.now()));
    }

    void exited(Member member) {
        whenAwake(() -> machine.onExited(member, "killed", world.now()));
    }

    void stopReport(Member member, long number, StopReport report) {
        whenAwake(() -> machine.onStopReport(member, number, report, world.now()));
    }

    void notice(Member member, StepNotice notice) {
        world.trace(() -> member + " " + notice);
        whenAwake(() -> machine.onNotice(member, notice, world.now()));
    }

    void part(long generation, long step, Map<Integer, long[]> saved) {
        whenAwake(() -> onPart(generation, step, saved));
    }

    private void onPart(long generation, long step, Map<Integer, long[]> saved) {
        if (generation != machine.number()) {
            return;
        }
        if (partsGeneration != generation) {
            parts.clear();
            partsGeneration = generation;
        }
        Map<Integer, long[]> all = parts.computeIfAbsent(step, s -> new HashMap<>());
        all.putAll(saved);
        publishWhenDurable(life, generation, step);
    }

    /** A save is given up when its generation is: the step may be computed again from other samples. */
    private void publishWhenDurable(long ofLife, long generation, long step) {
        Map<Integer, long[]> all = parts.get(step);
        if (machine == null
                || life != ofLife
                || machine.number() != generation
                || all == null
                || all.size() < world.values.buckets) {
            return;
        }
        if (world.ledger.size() < step) {
            world.in(20 * MS, () -> publishWhenDurable(ofLife, generation, step));
            return;
        }
        parts.remove(step);
        if (world.chance(0.1)) {
            machine.onPublishFailed(step, "no space left", world.now());
            return;
        }
        SimState state = new SimState(world.values.buckets);
        all.forEach((b, value) -> state.set(b, value[0], value[1]));
        world.checkpoints.put(step, state);
        machine.onPublished(step, world.now());
    }

    // ---- effects

    @Override
    public void stop(Member member, long number) {
        SimWorker worker = world.workers.get(member.worker().slot());
        world.message(-1, member.worker().slot(), () -> worker.stop(member, number));
    }

    @Override
    public void plan(Member member, GenerationPlan plan) {
        SimWorker worker = world.workers.get(member.worker().slot());
        world.message(-1, member.worker().slot(), () -> worker.plan(member, plan));
    }

    @Override
    public void acknowledge(Member member, long step) {
        SimWorker worker = world.workers.get(member.worker().slot());
        world.message(-1, member.worker().slot(), () -> worker.recorded(member, step));
    }

    @Override
    public void release(Member member, String reason) {
        expel(member, reason);
    }

    @Override
    public void expel(Member member, String reason) {
        SimWorker worker = world.workers.get(member.worker().slot());
        expelled.add(member);
        world.in(MS, () -> {
            if (worker.alive() && worker.member().equals(member)) {
                worker.kill();
            }
        });
    }

    @Override
    public void placeData(DataPlace place) {
        long ofLife = life;
        placing++;
        boolean early = world.random.nextBoolean();
        if (early) {
            world.place(place);
        }
        world.in(1 + world.random.nextInt(20) * MS, () -> {
            if (machine != null && life == ofLife) {
                world.place(place);
                placing--;
            }
        });
    }

    @Override
    public void journal(GenerationPlan plan) {
        long ofLife = life;
        if (placing > 0) {
            world.in(MS, () -> {
                if (machine != null && life == ofLife) {
                    journal(plan);
                }
            });
            return;
        }
        boolean early = world.random.nextBoolean();
        if (early) {
            world.journal = plan;
        }
        world.in(1 + world.random.nextInt(5) * MS, () -> {
            if (machine != null && life == ofLife) {
                world.journal = plan;
                machine.onJournaled(plan.generation().number(), world.now());
            }
        });
    }

    @Override
    public void findBase() {
        checkNoStateIsGivenUp();
        long ofLife = life;
        world.in(world.random.nextInt(50) * MS, () -> {
            if (machine != null && life == ofLife) {
                long newest = world.checkpoints.keySet().stream()
                        .mapToLong(s -> s)
                        .max()
                        .orElse(0);
                if (newest < world.ledger.size()) {
                    world.steppedBack++;
                }
                Base base = newest == 0
                        ? Base.initial()
                        : Base.checkpoint(newest, world.values.decision(newest).appliedSteps(), Long.toString(newest));
                machine.onBaseFound(base, "newest checkpoint is of step " + newest, world.now());
            }
        });
    }

    /** Going back to a checkpoint is right only where some bucket has no holder among those who can answer. */
    private void checkNoStateIsGivenUp() {
        List<StepMachine> well = world.workers.stream()
                .filter(worker -> worker.alive() && !worker.hangs() && !expelled.contains(worker.member()))
                .filter(worker -> world.now() - worker.wellSinceNs() > WELL_NS && world.reachableFor(worker, WELL_NS))
                .map(SimWorker::machine)
                .filter(member -> member.decided() <= world.dataPlace.step()
                        || member.generation() >= world.dataPlace.generation())
                .toList();
        long newest = well.stream().mapToLong(StepMachine::decided).max().orElse(-1);
        BitSet covered = new BitSet();
        well.stream().filter(member -> member.decided() == newest).forEach(member -> covered.or(member.held()));
        world.check(
                newest < 0 || covered.cardinality() < world.values.buckets,
                "the run goes back to a checkpoint though all buckets of step " + newest + " have holders");
    }

    @Override
    public void record(List<StableStep> steps) {
        for (StableStep step : steps) {
            Decision decision = step.decision();
            world.check(
                    step.durationNs() == StableStep.UNKNOWN
                            || step.durationNs() >= 0 && step.durationNs() <= world.now(),
                    "step " + step.step() + " took " + step.durationNs() + " ns of " + world.now());
            world.check(
                    decision.equals(world.values.decision(decision.step())),
                    "step " + decision.step() + " was recorded as " + decision + " instead of "
                            + world.values.decision(decision.step()));
            if (decision.step() > world.ledger.size()) {
                world.check(decision.step() == world.ledger.size() + 1L, "the ledger skips to " + decision.step());
                world.ledger.add(decision);
            }
        }
        long ofLife = life;
        long last = steps.get(steps.size() - 1).step();
        world.in(world.random.nextInt(5) * MS, () -> {
            if (machine != null && life == ofLife) {
                machine.onRecorded(last, world.now());
            }
        });
    }

    @Override
    public void event(RunNotice notice) {
        lastEvent = notice.type() + " " + notice.reason();
        world.trace(() ->
                "event g" + notice.generation() + " step " + notice.step() + " " + notice.worker() + " " + lastEvent);
    }

    @Override
    public void ended(long step, boolean completed) {
        if (!completed) {
            stopped(step);
            return;
        }
        world.check(step == world.values.steps, "ended at step " + step);
        world.ended = true;
    }

    /** Stopped as asked: a checkpoint of the last step is there; the run is resumed by another coordinator. */
    private void stopped(long step) {
        world.check(stopJournalled, "stopped without being asked to");
        world.check(step <= world.ledger.size(), "stopped at step " + step + " before that is recorded");
        world.check(step == 0 || world.checkpoints.containsKey(step), "stopped at " + step + " without a checkpoint");
        stopJournalled = false;
        world.stops++;
        kill();
    }

    @Override
    public void failed(String reason) {
        boolean asItShould = world.values.badStep > 0 && !world.skipNonFinite && reason.contains("not finite");
        if (asItShould) {
            long before = world.values.badStep - 1;
            world.check(
                    world.ledger.size() == before || world.ledger.size() == before - 1,
                    "failed at a step that is not finite with " + world.ledger.size() + " steps recorded");
            world.endedAsNotFinite = true;
            world.ended = true;
        } else {
            world.failure = reason;
        }
    }
}
