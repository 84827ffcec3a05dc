package org.steelworks.gpu.step;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StopReport;
import org.steelworks.core.protocol.StepNotice;
import org.steelworks.core.run.machine.CoordinatorMachine;
import org.steelworks.core.run.machine.CoordinatorPort;
import org.steelworks.core.run.machine.RunNotice;
import org.steelworks.core.run.machine.RunPlanSettings;

/** The coordinator process: one {@link CoordinatorMachine} per life; journal, ledger and checkpoints outlive it. */
final class SimCoordinator implements CoordinatorPort {
    private static final long MS = 1_000_000L;

    private final SimWorld world;
    private CoordinatorMachine machine;
    private long life;
    private final Map<Long, Map<Integer, Long>> parts = new HashMap<>();
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
                false,
                world.values.science.snapshotDue(),
                SimValues::fold);
        long published =
                world.checkpoints.keySet().stream().mapToLong(s -> s).max().orElse(0);
        machine = new CoordinatorMachine(settings, this, world.ledger.size(), published);
        if (world.journal != null) {
            machine.recover(world.journal, false);
        }
        tick(++life);
    }

    private void tick(long ofLife) {
        world.in(10 * MS, () -> {
            if (machine != null && life == ofLife) {
                machine.onTick(world.now());
                tick(ofLife);
            }
        });
    }

    void kill() {
        if (machine == null) {
            return;
        }
        world.trace(() -> "coordinator killed");
        machine = null;
        life++;
        parts.clear();
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
        if (machine != null) {
            machine.onRegistered(member, inGeneration, world.now());
        }
    }

    void exited(Member member) {
        if (machine != null) {
            machine.onExited(member, "killed", world.now());
        }
    }

    void stopReport(Member member, long number, StopReport report) {
        if (machine != null) {
            machine.onStopReport(member, number, report, world.now());
        }
    }

    void notice(Member member, StepNotice notice) {
        world.trace(() -> member + " " + notice);
        if (machine != null) {
            machine.onNotice(member, notice, world.now());
        }
    }

    void part(long generation, long step, Map<Integer, Long> saved) {
        if (machine == null || generation != machine.number()) {
            return;
        }
        if (partsGeneration != generation) {
            parts.clear();
            partsGeneration = generation;
        }
        Map<Integer, Long> all = parts.computeIfAbsent(step, s -> new HashMap<>());
        all.putAll(saved);
        publishWhenDurable(life, step);
    }

    private void publishWhenDurable(long ofLife, long step) {
        Map<Integer, Long> all = parts.get(step);
        if (machine == null || life != ofLife || all == null || all.size() < world.values.buckets) {
            return;
        }
        if (world.ledger.size() < step) {
            world.in(20 * MS, () -> publishWhenDurable(ofLife, step));
            return;
        }
        parts.remove(step);
        if (world.chance(0.1)) {
            machine.onPublishFailed(step, "no space left", world.now());
            return;
        }
        long[] weights = new long[world.values.buckets];
        all.forEach((b, value) -> weights[b] = value);
        world.checkpoints.put(step, weights);
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
    public void release(Member member, String reason) {}

    @Override
    public void expel(Member member, String reason) {
        SimWorker worker = world.workers.get(member.worker().slot());
        world.in(MS, () -> {
            if (worker.alive() && worker.member().equals(member)) {
                worker.kill();
            }
        });
    }

    @Override
    public void journal(GenerationPlan plan) {
        long ofLife = life;
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
                Base base = newest == 0 ? Base.initial() : Base.checkpoint(newest, newest, Long.toString(newest));
                machine.onBaseFound(base, "newest checkpoint is of step " + newest, world.now());
            }
        });
    }

    @Override
    public void record(List<Decision> decisions) {
        for (Decision decision : decisions) {
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
        long last = decisions.get(decisions.size() - 1).step();
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
        world.check(completed && step == world.values.steps, "ended at step " + step);
        world.ended = true;
    }

    @Override
    public void failed(String reason) {
        world.failure = reason;
    }
}
