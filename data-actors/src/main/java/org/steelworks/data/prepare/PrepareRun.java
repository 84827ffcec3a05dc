package org.steelworks.data.prepare;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.steelworks.data.clean.recipe.RecipeText;
import org.steelworks.data.flow.OutputInUse;
import org.steelworks.data.flow.PrepareFailure;
import org.steelworks.data.flow.PreparePlan;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.flow.ProgressListener;
import org.steelworks.data.flow.ReportFile;
import org.steelworks.data.unit.DurableStore;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitLedger;
import org.steelworks.data.unit.UnitStore;

/**
 * A cleaning: raw files to documents, with a report, a quarantine and a trace. The files are the same for any parallelism
 * and after any number of interruptions; a run that is started again goes on with the units that are not done, and one
 * that is complete is answered from its report. One run at a time may have an output folder.
 */
public final class PrepareRun {
    private static final String LOCK = ".prepare.lock";
    private static final AtomicLong NUMBER = new AtomicLong();

    private final CompletableFuture<PrepareReport> report = new CompletableFuture<>();
    private final AtomicBoolean stopAsked = new AtomicBoolean();
    private final AtomicReference<ActorRef<PrepareCoordinator.Command>> coordinator = new AtomicReference<>();

    private final Runnable close;

    private PrepareRun(Runnable close) {
        this.close = close;
    }

    /**
     * Starts a cleaning in this process and returns at once.
     *
     * @param listener told on a thread of the actor system
     */
    public static PrepareRun start(PrepareSpec spec, ActorSystem<?> system, ProgressListener listener) {
        return start(spec, system, listener, new DurableStore(), System::nanoTime);
    }

    /** The same with the disk and the clock given. */
    static PrepareRun start(
            PrepareSpec spec,
            ActorSystem<?> system,
            ProgressListener listener,
            UnitStore store,
            LongSupplier nanoClock) {
        ExecutorService cleaning = CleaningThreads.start(spec.parallelism());
        PrepareRun run = new PrepareRun(cleaning::shutdown);
        run.start(spec, system, listener, store, new UnitPlaces.OwnProcess(cleaning, nanoClock));
        return run;
    }

    /**
     * Starts a cleaning whose units the cluster's data nodes do, and returns at once. Inputs and output lie on paths that
     * lead to the same files on all of them and here.
     *
     * @param recipe of every input set
     * @param listener told on a thread of the actor system
     */
    public static PrepareRun onDataNodes(
            PrepareSpec spec, RecipeText recipe, ActorSystem<?> system, ProgressListener listener) {
        PrepareRun run = new PrepareRun(() -> {});
        run.start(spec, system, listener, new DurableStore(), new UnitPlaces.DataNodes(recipe));
        return run;
    }

    private void start(
            PrepareSpec spec, ActorSystem<?> system, ProgressListener listener, UnitStore store, UnitPlaces places) {
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        blocking.execute(() -> begin(spec, system, listener, store, places));
    }

    /** The report when the result is published, or a {@link PrepareFailure}. */
    public CompletionStage<PrepareReport> report() {
        return report.minimalCompletionStage();
    }

    /** Ends the run soon, with a {@link PrepareFailure}; units that are done stay done. Without effect at the end. */
    public void stop() {
        stopAsked.set(true);
        ActorRef<PrepareCoordinator.Command> started = coordinator.get();
        if (started != null) {
            started.tell(new PrepareCoordinator.Stop());
        }
    }

    private void begin(
            PrepareSpec spec, ActorSystem<?> system, ProgressListener listener, UnitStore store, UnitPlaces places) {
        FileChannel lock = null;
        try {
            PreparePlan plan = PreparePlan.of(spec);
            lock = lock(spec.out());
            UnitFolder folder = UnitFolder.of(spec.out(), plan.digest());
            folder.removeOthers();
            Optional<PrepareReport> complete = ReportFile.complete(spec.out(), plan.digest());
            if (complete.isPresent()) {
                folder.remove();
                end(lock, complete.get(), null);
                return;
            }
            UnitLedger ledger = UnitLedger.open(folder, plan.digest(), store);
            String owner = UUID.randomUUID().toString();
            folder.own(owner);
            FileChannel held = lock;
            spawn(
                    new PrepareCoordinator.Work(
                            plan,
                            folder,
                            store,
                            ledger,
                            owner,
                            places,
                            listener,
                            (done, failure) -> end(held, done, failure)),
                    system);
        } catch (PrepareFailure e) {
            end(lock, null, e);
        } catch (IOException e) {
            end(
                    lock,
                    null,
                    new PrepareFailure(
                            "the output folder " + spec.out() + " cannot be used (" + e
                                    + "); check that it can be written and has room",
                            e));
        } catch (RuntimeException | Error e) {
            // whoever waits for the report must hear of everything
            end(lock, null, new PrepareFailure("cleaning into " + spec.out() + " cannot start: " + e, e));
        }
    }

    private void spawn(PrepareCoordinator.Work work, ActorSystem<?> system) {
        String name = "prepare-" + NUMBER.incrementAndGet();
        coordinator.set(system.systemActorOf(PrepareCoordinator.create(work), name, DispatcherSelector.blocking()));
        if (stopAsked.get()) {
            coordinator.get().tell(new PrepareCoordinator.Stop());
        }
    }

    private void end(FileChannel lock, PrepareReport done, Throwable failure) {
        close.run();
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            report.completeExceptionally(
                    new PrepareFailure("the lock of the output folder cannot be released: " + e, e));
        }
        if (failure == null) {
            report.complete(done);
        } else {
            report.completeExceptionally(failure);
        }
    }

    private static FileChannel lock(Path out) throws IOException {
        Files.createDirectories(out);
        FileChannel channel = FileChannel.open(out.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new OutputInUse(out, e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new OutputInUse(out, null);
    }
}
