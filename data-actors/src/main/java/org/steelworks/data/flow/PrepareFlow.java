package org.steelworks.data.flow;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitStore;
import org.steelworks.data.unit.UnitTally;

/**
 * The stream of one unit: batches of records, cleaned in parallel, written in the order of the file. In memory are at most
 * {@code parallelism} + 3 batches, each of 256 KiB or one record. The files depend on the unit and the rules alone.
 */
public final class PrepareFlow {
    private static final String BLOCKING = "pekko.actor.default-blocking-io-dispatcher";

    private final PreparePlan plan;
    private final UnitFolder folder;
    private final UnitStore store;
    private final Executor cleaning;
    private final LongSupplier nanoClock;
    private final SharedKillSwitch aborted = KillSwitches.shared("prepare");

    /** @param cleaning runs the operators; its threads are the processors that cleaning may use */
    public PrepareFlow(
            PreparePlan plan, UnitFolder folder, UnitStore store, Executor cleaning, LongSupplier nanoClock) {
        this.plan = plan;
        this.folder = folder;
        this.store = store;
        this.cleaning = cleaning;
        this.nanoClock = nanoClock;
    }

    /**
     * Cleans a unit; on success its files are in place under their names. Returns at once. A failure is the first
     * exception of reading, cleaning or writing, or a {@link PrepareFailure} where a model file of the recipe has changed
     * before or during the unit; what was written then is removed.
     *
     * @param attempt names the files until they are complete; no other attempt at the unit, here or elsewhere, has the same
     * @param bytesRead told of every batch's bytes on disk, on a thread of the stream
     */
    public CompletionStage<UnitTally> run(Unit unit, String attempt, ActorSystem<?> system, LongConsumer bytesRead) {
        TraceSample sample = new TraceSample(plan.spec().traceDocuments());
        BatchCleaner cleaner = new BatchCleaner(plan, unit, sample, nanoClock);
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        return CompletableFuture.supplyAsync(() -> open(unit, attempt, sample), blocking)
                .thenCompose(output -> stream(unit, cleaner)
                        .toMat(
                                Sink.foreach(batch -> {
                                    output.append(batch);
                                    bytesRead.accept(batch.bytes());
                                }),
                                Keep.right())
                        .addAttributes(ActorAttributes.dispatcher(BLOCKING))
                        .run(system)
                        .handleAsync((done, failure) -> finish(unit, output, failure), blocking));
    }

    /** Fails all units that are running or begin later; each ends when its files are closed. */
    public void abort() {
        aborted.abort(new CancellationException("cleaning was stopped"));
    }

    private Source<CleanedBatch, ?> stream(Unit unit, BatchCleaner cleaner) {
        return Source.unfoldResource(
                        () -> UnitReader.open(plan.spec(), unit, plan.set(unit).textField()),
                        UnitReader::next,
                        UnitReader::close)
                .mapAsync(
                        // one more than are cleaned at a time: a thread that is done has its next batch at once
                        plan.spec().parallelism() + 1,
                        batch -> CompletableFuture.supplyAsync(() -> cleaner.clean(batch), cleaning))
                .takeWhile(batch -> !batch.aborted(), true)
                .via(aborted.flow());
    }

    private UnitOutput open(Unit unit, String attempt, TraceSample sample) {
        requireModels(unit);
        try {
            return UnitOutput.open(
                    folder,
                    store,
                    unit.number(),
                    attempt,
                    plan.set(unit).recipe(),
                    plan.spec().trace(),
                    sample);
        } catch (IOException e) {
            throw new UnitFailure(e);
        }
    }

    private UnitTally finish(Unit unit, UnitOutput output, Throwable failure) {
        try {
            if (failure != null) {
                output.discard();
                throw new UnitFailure(failure);
            }
            Optional<String> changed = plan.set(unit).recipe().changedModel();
            if (changed.isPresent()) {
                output.discard();
                throw new PrepareFailure(changed.get());
            }
            return output.publish();
        } catch (IOException e) {
            throw new UnitFailure(e);
        }
    }

    private void requireModels(Unit unit) {
        plan.set(unit).recipe().changedModel().ifPresent(changed -> {
            throw new PrepareFailure(changed);
        });
    }
}
