package org.steelworks.data.actor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
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
    private static final String WORK = ".prepare";
    private static final String LOCK = ".prepare.lock";
    private static final AtomicLong NUMBER = new AtomicLong();

    private final CompletableFuture<PrepareReport> report = new CompletableFuture<>();
    private final AtomicBoolean stopAsked = new AtomicBoolean();
    private final AtomicReference<ActorRef<PrepareCoordinator.Command>> coordinator = new AtomicReference<>();

    private PrepareRun() {}

    /**
     * Starts a cleaning on the local disk and returns at once.
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
        PrepareRun run = new PrepareRun();
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        blocking.execute(() -> run.begin(spec, system, listener, store, nanoClock));
        return run;
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
            PrepareSpec spec,
            ActorSystem<?> system,
            ProgressListener listener,
            UnitStore store,
            LongSupplier nanoClock) {
        FileChannel lock = null;
        ExecutorService cleaning = Executors.newFixedThreadPool(spec.parallelism(), PrepareRun::thread);
        try {
            PreparePlan plan = PreparePlan.of(spec);
            lock = lock(spec.out());
            Optional<PrepareReport> complete = ReportFile.complete(spec.out(), plan.digest());
            if (complete.isPresent()) {
                end(lock, cleaning, complete.get(), null);
                return;
            }
            UnitFolder folder = new UnitFolder(spec.out().resolve(WORK));
            UnitLedger ledger = UnitLedger.open(folder, plan.digest(), store);
            FileChannel held = lock;
            spawn(
                    new PrepareCoordinator.Work(
                            plan,
                            folder,
                            store,
                            ledger,
                            cleaning,
                            nanoClock,
                            listener,
                            (done, failure) -> end(held, cleaning, done, failure)),
                    system);
        } catch (PrepareFailure e) {
            end(lock, cleaning, null, e);
        } catch (IOException e) {
            end(
                    lock,
                    cleaning,
                    null,
                    new PrepareFailure(
                            "the output folder " + spec.out() + " cannot be used (" + e
                                    + "); check that it can be written and has room",
                            e));
        } catch (RuntimeException e) {
            end(lock, cleaning, null, new PrepareFailure("cleaning into " + spec.out() + " cannot start: " + e, e));
        }
    }

    private void spawn(PrepareCoordinator.Work work, ActorSystem<?> system) {
        String name = "prepare-" + NUMBER.incrementAndGet();
        coordinator.set(system.systemActorOf(PrepareCoordinator.create(work), name, DispatcherSelector.blocking()));
        if (stopAsked.get()) {
            coordinator.get().tell(new PrepareCoordinator.Stop());
        }
    }

    private void end(FileChannel lock, ExecutorService cleaning, PrepareReport done, Throwable failure) {
        cleaning.shutdown();
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

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "prepare-clean");
        thread.setDaemon(true);
        return thread;
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
            throw inUse(out, e);
        }
        channel.close();
        throw inUse(out, null);
    }

    private static PrepareFailure inUse(Path out, Exception cause) {
        return new PrepareFailure(
                "another cleaning writes to " + out + "; wait for its end, or give another output folder", cause);
    }
}
