package org.steelworks.ops.prepare;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.LoggerFactory;
import org.steelworks.data.flow.PrepareFailure;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.flow.ProgressListener;
import org.steelworks.data.prepare.PrepareRun;

/** Runs a cleaning in this process, on an actor system of its own. Close it, whatever happened. */
public final class LocalPrepare implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(20);

    private final CompletableFuture<Void> loggers = new CompletableFuture<>();
    private final CompletableFuture<ActorSystem<Void>> system = new CompletableFuture<>();

    private LocalPrepare() {}

    /**
     * Begins to start the actor system, on another thread: meanwhile there is time to read options, recipes and tables, which
     * takes as long. Until {@link #awaitLoggers} returns nobody else may make a logger.
     */
    public static LocalPrepare start() {
        LocalPrepare local = new LocalPrepare();
        Thread starter = new Thread(local::startSystem, "prepare-start");
        starter.setDaemon(true);
        starter.start();
        return local;
    }

    private void startSystem() {
        // in one thread, before those of the system come to it at once and it complains
        loggers.completeAsync(
                () -> {
                    LoggerFactory.getILoggerFactory();
                    return null;
                },
                Runnable::run);
        system.completeAsync(LocalPrepare::newSystem, Runnable::run);
    }

    /** Waits until loggers can be made. */
    public LocalPrepare awaitLoggers() {
        loggers.join();
        return this;
    }

    private static ActorSystem<Void> newSystem() {
        ClassLoader modules = LocalModules.of(LocalPrepare.class.getClassLoader());
        return ActorSystem.create(
                Behaviors.empty(),
                "steel-prepare",
                BootstrapSetup.create(PrepareSystemSettings.config(modules)).withClassloader(modules));
    }

    /**
     * Cleans, to the end. When the process is told to end, the units in work are dropped and those that are done are kept.
     *
     * @throws PrepareFailure where inputs or the output folder cannot be used, or cleaning was stopped
     */
    public PrepareReport run(PrepareSpec spec, ProgressListener listener) {
        try {
            return PrepareRun.start(spec, system.join(), listener)
                    .report()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PrepareFailure failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        if (system.isCompletedExceptionally()) {
            return;
        }
        ActorSystem<Void> started = system.join();
        started.terminate();
        try {
            started.getWhenTerminated().toCompletableFuture().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(
                    "the cleaning's actor system did not end within " + STOP.toSeconds() + " s", e);
        }
    }
}
