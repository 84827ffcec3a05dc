package org.steelworks.ops.run;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.checkpoint.actor.CheckpointKeeper;
import org.steelworks.checkpoint.catalog.CheckpointCatalog;
import org.steelworks.checkpoint.catalog.CheckpointFolder;
import org.steelworks.checkpoint.catalog.CheckpointPublisher;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.policy.FlushSchedule;
import org.steelworks.checkpoint.policy.RecoveryRule;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.protocol.WorkerProtocol;
import org.steelworks.core.run.RunPorts;
import org.steelworks.core.run.RunStatus;
import org.steelworks.core.run.machine.RunNotice;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.MixtureChange;

/**
 * The files of one run in its folder: {@code ledger.jsonl}, {@code metrics.jsonl}, {@code events.jsonl}, {@code
 * recipe.resolved.yaml}, {@code data.json} and the checkpoints. All blocking work is done by one thread of its own, in order; ledger and
 * metrics are forced to disk in groups. Used by one coordinator; a new coordinator makes new files.
 *
 * <p>The seconds of a step in the metrics are those of the member that told of it, see {@link StableStep}.
 */
public final class RunFiles implements RunPorts {
    private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);
    private static final long LOCK_WAIT_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long GROUP_CHECK_MS = 50;
    private static final Duration LEAST_SAVE_TIME = Duration.ofSeconds(60);
    /** Slowest disk on which a checkpoint still counts as being written, bytes per second. */
    private static final long SLOWEST_DISK = 10_000_000;

    private record Waiter(long step, CompletableFuture<Outcome> done) {}

    private record Gate(long step, CompletableFuture<Long> done) {}

    private final RunFolder folder;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Consumer<RunNews> watcher;
    private final FlushSchedule schedule;
    private final ScheduledExecutorService thread;
    private final CheckpointCatalog catalog;
    private final CompletableFuture<Done> closed = new CompletableFuture<>();
    private final CompletableFuture<Done> opened = new CompletableFuture<>();
    private CheckpointSaves saves;
    private volatile Host host;
    private boolean closing;

    // owned by the thread
    private final List<Waiter> waiters = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();
    private RecordFiles files;
    private Throwable broken;
    private String waitingTold = "";
    private int workers = 1;
    private long generation;
    private double peakFlops = Double.NaN;

    /**
     * Nothing is opened yet.
     *
     * @param nanoTime monotonic time, nanoseconds
     * @param watcher hears the run's news on the files' thread; must return at once
     */
    public RunFiles(RunFolder folder, Clock clock, LongSupplier nanoTime, Consumer<RunNews> watcher) {
        this(folder, clock, nanoTime, watcher, FlushSchedule.DEFAULT);
    }

    RunFiles(RunFolder folder, Clock clock, LongSupplier nanoTime, Consumer<RunNews> watcher, FlushSchedule schedule) {
        this.folder = folder;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.watcher = watcher;
        this.schedule = schedule;
        this.catalog = new CheckpointCatalog(new DirectoryStore(folder.checkpoints()));
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread started = new Thread(task, "run-files-" + folder.run());
            started.setDaemon(true);
            return started;
        });
    }

    // ---- opening

    @Override
    public CompletionStage<History> open() {
        return submit(() -> {
            Files.createDirectories(folder.dir());
            Files.createDirectories(folder.checkpoints());
            FolderLock lock = FolderLock.take(folder.dir(), folder.fence(), LOCK_WAIT_NS);
            try {
                files = RecordFiles.open(folder, lock, clock, nanoTime);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
            long published = newestValid();
            folder.data().begin();
            new AtomicPublish(new DirectoryStore(folder.dir())).file("", RunFolder.RECIPE, FolderRecipe.text(folder));
            var unused = thread.scheduleWithFixedDelay(
                    () -> run(this::flushWhenDue), GROUP_CHECK_MS, GROUP_CHECK_MS, TimeUnit.MILLISECONDS);
            opened.complete(Done.getInstance());
            return new History(
                    files.recorded(),
                    published,
                    folder.data().record().place(),
                    folder.data().record().waits());
        });
    }

    /** Reads the newest checkpoints in full: a damaged one must not count as the last step's. */
    private long newestValid() throws IOException {
        List<CheckpointCatalog.Listing> listings = catalog.list();
        for (int i = listings.size() - 1; i >= 0; i--) {
            CheckpointCatalog.Listing listing = listings.get(i);
            boolean ours = listing.complete()
                    && listing.checkpoint().manifest().facts().recipeDigest().equals(folder.recipeDigest());
            if (ours && CheckpointCatalog.fault(listing.checkpoint()) == null) {
                requireSameData(listing.checkpoint().manifest().facts());
                return listing.step();
            }
        }
        return 0;
    }

    /** A list of additions that was lost or altered would give the steps to come other samples than those to be. */
    private void requireSameData(CheckpointFacts facts) throws IOException {
        String listed = folder.data().ledger().usedBefore(facts.nextSample()).toCanonicalJson();
        if (!facts.dataLedger().equals(listed)) {
            throw new IOException("checkpoint " + facts.folder() + " in " + folder.checkpoints()
                    + " was trained on other data than " + folder.dir().resolve(RunDataFile.FILE)
                    + " lists for its steps: put that file back as the run left it");
        }
    }

    @Override
    public void start(Host coordinator) {
        host = coordinator;
        CheckpointPublisher publisher =
                new CheckpointPublisher(new DirectoryStore(folder.checkpoints()), folder.keepCheckpoints());
        ActorRef<CheckpointKeeper.Answer> answers = coordinator.spawn(answers(coordinator), "checkpoint-answers");
        ActorRef<CheckpointKeeper.Command> keeper = coordinator.spawn(
                CheckpointKeeper.create(publisher, this::durableThrough, saveTime(), CheckpointKeeper.Leftovers.KEEP),
                "checkpoint-keeper");
        saves = new CheckpointSaves(folder, keeper, answers);
    }

    private static Behavior<CheckpointKeeper.Answer> answers(Host host) {
        return Behaviors.receiveMessage(answer -> {
            if (answer instanceof CheckpointKeeper.Published published) {
                LOG.info(
                        "checkpoint {} published, {} bytes; let go: {}; {}",
                        published.folder(),
                        published.bytes(),
                        published.deleted(),
                        String.join("; ", published.notes()));
                host.published(published.step());
            } else if (answer instanceof CheckpointKeeper.Failed failed) {
                host.publishFailed(failed.step(), failed.reason());
            }
            return Behaviors.same();
        });
    }

    private Duration saveTime() {
        long bytes = 12 * ParameterTable.of(folder.model()).elements();
        return LEAST_SAVE_TIME.plusSeconds(bytes / SLOWEST_DISK);
    }

    // ---- steps and events

    @Override
    public void generation(GenerationPlan plan, Fingerprint fingerprint, double peak) {
        saves.generation(plan, fingerprint);
        run(() -> {
            workers = plan.generation().members().size();
            generation = plan.generation().number();
            peakFlops = peak;
            if (plan.base().source() != Base.Source.MEMBERS) {
                files.stepBackTo(plan.base().step());
            }
        });
    }

    @Override
    public CompletionStage<Outcome> record(List<StableStep> steps) {
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        boolean taken = run(() -> {
            waiters.add(new Waiter(steps.get(steps.size() - 1).step(), done));
            add(steps);
            flushWhenDue();
        });
        if (!taken) {
            done.completeExceptionally(new IOException("the files of run " + folder.run() + " are closed"));
        }
        return done;
    }

    private void add(List<StableStep> steps) throws IOException {
        for (StableStep step : steps) {
            files.add(new RecordFiles.Waiting(step, workers, generation, peakFlops));
        }
    }

    /**
     * Keeps shards that were added to the run; they wait until the coordinator, which is to be told, gives them their place.
     *
     * @return fails where they cannot join, or the disk refuses; the run goes on without them then
     */
    public CompletionStage<Done> addData(Addition addition) {
        return opened.thenCompose(done -> submit(() -> {
            files.requireOwner();
            folder.data().add(addition);
            return done;
        }));
    }

    /**
     * Keeps other weights of the run's sets; they wait like shards that were added.
     *
     * @param named by number of a set; one that is not among them keeps its newest weight
     * @return fails where the run cannot take them, or the disk refuses; the run goes on without them then
     */
    public CompletionStage<MixtureChange> mixData(Map<Integer, Double> named) {
        return opened.thenCompose(done -> submit(() -> {
            files.requireOwner();
            return folder.data().mix(named);
        }));
    }

    @Override
    public CompletionStage<DataEffect> placeData(DataPlace place) {
        return submit(() -> {
            files.requireOwner();
            return folder.data().place(place, files.inLedger());
        });
    }

    @Override
    public void flush() {
        run(this::flushNow);
    }

    @Override
    public void event(RunNotice notice) {
        run(() -> {
            watcher.accept(new RunNews.Noticed(folder.run(), clock.instant(), notice));
            files.add(notice);
        });
    }

    @Override
    public void status(RunStatus status) {
        run(() -> watcher.accept(new RunNews.Changed(folder.run(), status)));
    }

    private CompletionStage<Long> durableThrough(long step) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        boolean taken = run(() -> {
            gates.add(new Gate(step, done));
            flushNow();
        });
        if (!taken) {
            done.completeExceptionally(new IOException("the files of run " + folder.run() + " are closed"));
        }
        return done;
    }

    private void flushWhenDue() throws IOException {
        if (files.differs() != null || files.due(schedule).due()) {
            flushNow();
        }
    }

    private void flushNow() throws IOException {
        files.flush();
        tellWaiting();
        Outcome last = null;
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            Outcome outcome = files.outcome(waiter.step());
            if (outcome != null) {
                each.remove();
                waiter.done().complete(outcome);
                last = outcome;
            }
        }
        if (last instanceof Durable durable) {
            watcher.accept(new RunNews.Stepped(folder.run(), durable.progress()));
        }
        for (Iterator<Gate> each = gates.iterator(); each.hasNext(); ) {
            Gate gate = each.next();
            if (files.reached() >= gate.step()) {
                each.remove();
                gate.done().complete(files.reached());
            }
        }
    }

    private void tellWaiting() {
        if (host != null && !files.waitingBecause().equals(waitingTold)) {
            waitingTold = files.waitingBecause();
            host.waiting(waitingTold);
        }
    }

    // ---- checkpoints

    @Override
    public CompletionStage<FoundBase> findBase(Fingerprint fingerprint) {
        return submit(() -> {
            RecoveryRule.Wanted wanted = new RecoveryRule.Wanted(folder.recipeDigest(), fingerprint, false);
            CheckpointCatalog.Recovery recovery = catalog.recover(wanted);
            CheckpointFolder checkpoint = recovery.checkpoint();
            if (checkpoint == null) {
                return new FoundBase(Base.initial(), recovery.reason());
            }
            CheckpointFacts facts = checkpoint.manifest().facts();
            String at = folder.checkpoints().resolve(facts.folder()).toString();
            return new FoundBase(Base.checkpoint(facts.step(), facts.appliedSteps(), at), recovery.reason());
        });
    }

    @Override
    public void saved(WorkerProtocol.Saved saved) {
        saves.saved(saved);
    }

    @Override
    public void saveFailed(WorkerProtocol.SaveFailed failed) {
        saves.failed(failed);
    }

    // ---- the end

    @Override
    public CompletionStage<Done> close() {
        if (!closing) {
            closing = true;
            thread.execute(this::closeFiles);
            thread.shutdown();
        }
        return closed;
    }

    private void closeFiles() {
        try {
            if (files != null) {
                if (broken == null) {
                    flushNow();
                }
                files.close();
            }
            fail(new IOException("the files of run " + folder.run() + " were closed"));
            opened.completeExceptionally(new IOException("the files of run " + folder.run() + " were closed"));
            closed.complete(Done.getInstance());
        } catch (IOException | RuntimeException e) {
            fail(e);
            opened.completeExceptionally(e);
            closed.completeExceptionally(e);
        }
    }

    // ---- the thread

    private interface Work {
        void run() throws IOException;
    }

    /** Has the thread do something; what fails there fails all that wait and whatever comes later. False once closed. */
    private boolean run(Work work) {
        try {
            thread.execute(() -> guarded(work));
            return true;
        } catch (RejectedExecutionException closedAlready) {
            return false;
        }
    }

    private void guarded(Work work) {
        if (broken == null) {
            try {
                work.run();
            } catch (IOException | RuntimeException e) {
                LOG.error("the files of run {} failed: {}", folder.run(), e.toString(), e);
                broken = e;
            }
        }
        if (broken != null) {
            fail(broken);
        }
    }

    private void fail(Throwable cause) {
        waiters.forEach(waiter -> waiter.done().completeExceptionally(cause));
        gates.forEach(gate -> gate.done().completeExceptionally(cause));
        waiters.clear();
        gates.clear();
    }

    private <T> CompletionStage<T> submit(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    done.complete(work.call());
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new IOException("the files of run " + folder.run() + " are closed", e));
        }
        return done;
    }
}
