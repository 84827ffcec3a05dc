package org.steelworks.ops.prepare;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.LoggerFactory;
import org.steelworks.data.flow.PrepareFailure;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.flow.ProgressListener;
import org.steelworks.data.prepare.PrepareRun;

/** Runs a cleaning in this process, on an actor system of its own. */
public final class LocalPrepare {
    private static final Duration STOP = Duration.ofSeconds(20);

    private LocalPrepare() {}

    /**
     * Cleans, to the end. When the process is told to end, the units in work are dropped and those that are done are kept.
     *
     * @throws PrepareFailure where inputs or the output folder cannot be used, or cleaning was stopped
     */
    public static PrepareReport run(PrepareSpec spec, ProgressListener listener) {
        // in one thread, before those of the system come to it at once and it complains
        LoggerFactory.getILoggerFactory();
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(), "steel-prepare", PrepareSystemSettings.config(spec.parallelism()));
        try {
            return PrepareRun.start(spec, system, listener)
                    .report()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PrepareFailure failure) {
                throw failure;
            }
            throw e;
        } finally {
            end(system);
        }
    }

    private static void end(ActorSystem<Void> system) {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(
                    "the cleaning's actor system did not end within " + STOP.toSeconds() + " s", e);
        }
    }
}
