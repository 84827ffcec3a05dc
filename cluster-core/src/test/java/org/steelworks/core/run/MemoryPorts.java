package org.steelworks.core.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.protocol.WorkerProtocol;
import org.steelworks.core.run.machine.RunNotice;

/** A run's files in memory, outliving coordinators: what is handed in is durable, unless it is held back. */
final class MemoryPorts implements RunPorts {
    /** What several coordinators of one run share: the disk. */
    static final class Disk {
        final TreeMap<Long, Decision> ledger = new TreeMap<>();
        final Set<Long> checkpoints = new HashSet<>();
        final List<RunNotice> events = new ArrayList<>();
        final List<GenerationPlan> generations = new ArrayList<>();
        final List<Runnable> held = new ArrayList<>();
        DataPlace place = DataPlace.NONE;
        boolean dataWait;
        DataEffect effect = new DataEffect("blocks more", "");
        boolean hold;
        int flushes;
        long differsAt = -1;
        String openFailure;
        String recordFailure;
        Host host;
    }

    private final Disk disk;
    private final Map<Long, Set<Integer>> parts = new HashMap<>();
    private GenerationPlan plan;

    MemoryPorts(Disk disk) {
        this.disk = disk;
    }

    @Override
    public CompletionStage<History> open() {
        synchronized (disk) {
            if (disk.openFailure != null) {
                return CompletableFuture.failedFuture(new java.io.IOException(disk.openFailure));
            }
            long published = disk.checkpoints.stream().mapToLong(s -> s).max().orElse(0);
            return CompletableFuture.completedFuture(new History(
                    disk.ledger.isEmpty() ? 0 : disk.ledger.lastKey(), published, disk.place, disk.dataWait));
        }
    }

    @Override
    public void start(Host coordinator) {
        synchronized (disk) {
            disk.host = coordinator;
        }
    }

    @Override
    public void generation(GenerationPlan next, Fingerprint fingerprint, double peakFlops) {
        plan = next;
        parts.clear();
        synchronized (disk) {
            disk.generations.add(next);
        }
    }

    @Override
    public CompletionStage<Outcome> record(List<StableStep> steps) {
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        List<Decision> decisions = steps.stream().map(StableStep::decision).toList();
        Decision last = decisions.get(decisions.size() - 1);
        RunProgress progress = new RunProgress(
                last.step(),
                last.loss(),
                last.learningRate(),
                last.gradNorm(),
                100,
                plan.generation().members().size(),
                plan.generation().number());
        synchronized (disk) {
            Runnable write = () -> {
                decisions.forEach(d -> disk.ledger.put(d.step(), d));
                done.complete(new Durable(progress));
            };
            if (disk.recordFailure != null) {
                done.completeExceptionally(new java.io.IOException(disk.recordFailure));
            } else if (disk.differsAt == last.step()) {
                done.complete(new Differs("step " + last.step() + " does not repeat the ledger"));
            } else if (disk.hold) {
                disk.held.add(write);
            } else {
                write.run();
            }
        }
        return done;
    }

    @Override
    public void flush() {
        synchronized (disk) {
            disk.flushes++;
        }
    }

    @Override
    public CompletionStage<DataEffect> placeData(DataPlace place) {
        synchronized (disk) {
            disk.place = place;
            disk.dataWait = false;
            return CompletableFuture.completedFuture(disk.effect);
        }
    }

    @Override
    public CompletionStage<FoundBase> findBase(Fingerprint fingerprint) {
        synchronized (disk) {
            long newest = disk.checkpoints.stream().mapToLong(s -> s).max().orElse(0);
            Base base = newest == 0 ? Base.initial() : Base.checkpoint(newest, newest, "step-" + newest);
            return CompletableFuture.completedFuture(new FoundBase(base, "newest is " + newest));
        }
    }

    @Override
    public void event(RunNotice notice) {
        synchronized (disk) {
            disk.events.add(notice);
        }
    }

    @Override
    public void saved(WorkerProtocol.Saved saved) {
        Set<Integer> all = parts.computeIfAbsent(saved.step(), s -> new HashSet<>());
        saved.buckets().forEach(bucket -> all.add(bucket.bucket()));
        if (all.size() == plan.generation().buckets()) {
            synchronized (disk) {
                disk.checkpoints.add(saved.step());
            }
            disk.host.published(saved.step());
        }
    }

    @Override
    public void saveFailed(WorkerProtocol.SaveFailed failed) {
        disk.host.publishFailed(failed.step(), failed.reason());
    }

    @Override
    public void status(RunStatus status) {}

    @Override
    public CompletionStage<Done> close() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }
}
