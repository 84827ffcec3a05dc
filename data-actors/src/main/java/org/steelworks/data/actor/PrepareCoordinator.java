package org.steelworks.data.actor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.steelworks.data.flow.PrepareFailure;
import org.steelworks.data.flow.PrepareFlow;
import org.steelworks.data.flow.PreparePlan;
import org.steelworks.data.flow.PrepareProgress;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.ProgressListener;
import org.steelworks.data.flow.Publication;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitLedger;
import org.steelworks.data.unit.UnitStore;
import org.steelworks.data.unit.UnitTally;

/**
 * Hands out the units of one cleaning, records what is done, and publishes the result when all are. A failed unit is tried
 * again, {@value #ATTEMPTS} times in all. A run that cannot go on ends when no unit is running any more, so that the next run
 * finds nobody writing. Blocks on the ledger: spawn on the blocking dispatcher.
 */
final class PrepareCoordinator extends AbstractBehavior<PrepareCoordinator.Command> {
    static final int ATTEMPTS = 3;

    /** One is read and written while the other is cleaned; what is in memory stays a few batches per thread. */
    private static final int UNITS_AT_A_TIME = 2;

    private static final Duration RETRY_AFTER = Duration.ofMillis(200);

    sealed interface Command permits UnitDone, BytesRead, Stop, TryAgain, Published, NotPublished {}

    /** The unit's files are in place. */
    record UnitDone(int unit, UnitTally tally) implements Command {}

    /** Bytes of a unit that were read from disk since the last such message. */
    record BytesRead(int unit, long bytes) implements Command {}

    /** Ends the run; units that are done stay done. */
    record Stop() implements Command {}

    private record TryAgain(int unit) implements Command {}

    private record Published(PrepareReport report) implements Command {}

    private record NotPublished(Throwable cause) implements Command {}

    /** What a run is made of. {@code end} gets the report or the failure; all but the first call have no effect. */
    record Work(
            PreparePlan plan,
            UnitFolder folder,
            UnitStore store,
            UnitLedger ledger,
            Executor cleaning,
            LongSupplier nanoClock,
            ProgressListener listener,
            BiConsumer<PrepareReport, Throwable> end) {}

    private final Work work;
    private final PrepareFlow flow;
    private final Queue<Unit> waiting = new ArrayDeque<>();
    private final Map<Integer, Integer> attempts = new HashMap<>();
    private final Map<ActorRef<?>, Unit> running = new HashMap<>();
    private final Map<Integer, Long> bytesRunning = new HashMap<>();
    private long bytesDone;
    private UnitTally done = UnitTally.NONE;
    private boolean publishing;
    private Optional<PrepareFailure> ending = Optional.empty();

    static Behavior<Command> create(Work work) {
        return Behaviors.setup(context -> new PrepareCoordinator(context, work));
    }

    private PrepareCoordinator(ActorContext<Command> context, Work work) {
        super(context);
        this.work = work;
        this.flow = new PrepareFlow(work.plan(), work.folder(), work.store(), work.cleaning(), work.nanoClock());
        for (Unit unit : work.plan().units()) {
            UnitTally earlier = work.ledger().done().get(unit.number());
            if (earlier == null) {
                waiting.add(unit);
            } else {
                count(unit, earlier);
            }
        }
        progress();
        handOut();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(UnitDone.class, this::onUnitDone)
                .onMessage(BytesRead.class, this::onBytesRead)
                .onMessage(TryAgain.class, this::onTryAgain)
                .onMessage(Published.class, this::onPublished)
                .onMessage(NotPublished.class, this::onNotPublished)
                .onMessage(Stop.class, this::onStop)
                .onSignal(ChildFailed.class, this::onUnitFailed)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Command> handOut() {
        if (ending.isPresent()) {
            return endWhenIdle();
        }
        while (running.size() < UNITS_AT_A_TIME && !waiting.isEmpty()) {
            Unit unit = waiting.remove();
            int attempt = attempts.merge(unit.number(), 1, Integer::sum);
            ActorRef<UnitActor.Command> child = getContext()
                    .spawn(
                            UnitActor.create(flow, unit, getContext().getSelf()),
                            "unit-" + unit.number() + "-" + attempt);
            running.put(child, unit);
            getContext().watch(child);
        }
        if (running.isEmpty()
                && waiting.isEmpty()
                && work.ledger().done().size() == work.plan().units().size()) {
            publish();
        }
        return this;
    }

    private Behavior<Command> onUnitDone(UnitDone message) {
        running.entrySet().removeIf(entry -> {
            boolean ended = entry.getValue().number() == message.unit();
            if (ended) {
                getContext().unwatch(entry.getKey());
            }
            return ended;
        });
        try {
            work.ledger().append(message.unit(), message.tally());
        } catch (IOException e) {
            return fail(
                    "the unit ledger in " + work.folder().folder() + " cannot be written (" + e
                            + "); make room or repair the disk, then start again: what is done is kept",
                    e);
        }
        count(work.plan().units().get(message.unit()), message.tally());
        progress();
        return handOut();
    }

    private void count(Unit unit, UnitTally tally) {
        bytesRunning.remove(unit.number());
        bytesDone += unit.bytes();
        done = done.plus(new UnitTally(0, 0, 0, tally.documents(), tally.kept(), 0, Map.of(), List.of()));
    }

    private Behavior<Command> onBytesRead(BytesRead message) {
        long most = work.plan().units().get(message.unit()).bytes();
        if (!work.ledger().done().containsKey(message.unit())) {
            bytesRunning.merge(message.unit(), message.bytes(), (a, b) -> Math.min(most, a + b));
            progress();
        }
        return this;
    }

    private void progress() {
        long partly = bytesRunning.values().stream().mapToLong(Long::longValue).sum();
        work.listener()
                .progress(new PrepareProgress(
                        work.ledger().done().size(),
                        work.plan().units().size(),
                        bytesDone + partly,
                        work.plan().bytes(),
                        done.documents(),
                        done.kept()));
    }

    private Behavior<Command> onUnitFailed(ChildFailed failed) {
        Unit unit = running.remove(failed.getRef());
        if (unit == null) {
            return this;
        }
        bytesRunning.remove(unit.number());
        if (ending.isPresent()) {
            return endWhenIdle();
        }
        int tried = attempts.get(unit.number());
        if (tried >= ATTEMPTS) {
            return fail(
                    "unit " + unit.number() + ", bytes " + unit.start() + " to " + unit.end() + " of "
                            + unit.file().path() + ", failed " + tried + " times: "
                            + failed.cause().getMessage()
                            + "; remove the cause, then start again: what is done is kept",
                    failed.cause());
        }
        getContext()
                .getLog()
                .warn(
                        "unit {} of {} failed and is tried again: {}",
                        unit.number(),
                        unit.file().path(),
                        failed.cause().toString());
        getContext().scheduleOnce(RETRY_AFTER.multipliedBy(tried), getContext().getSelf(), new TryAgain(unit.number()));
        return this;
    }

    private Behavior<Command> onTryAgain(TryAgain message) {
        waiting.add(work.plan().units().get(message.unit()));
        return handOut();
    }

    private void publish() {
        publishing = true;
        Publication publication = new Publication(
                work.plan(), work.folder(), work.store(), work.ledger().done());
        Executor blocking = getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        CompletableFuture<PrepareReport> published = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        PrepareReport report = publication.publish();
                        work.folder().remove();
                        return report;
                    } catch (IOException e) {
                        throw new PrepareFailure(
                                "the result cannot be published in "
                                        + work.plan().spec().out() + " (" + e
                                        + "); make room or repair the disk, then start again: what is done is kept",
                                e);
                    }
                },
                blocking);
        getContext()
                .pipeToSelf(
                        published,
                        (report, failure) -> failure == null ? new Published(report) : new NotPublished(failure));
    }

    private Behavior<Command> onPublished(Published message) {
        work.end().accept(message.report(), null);
        return Behaviors.stopped();
    }

    private Behavior<Command> onNotPublished(NotPublished message) {
        Throwable cause = message.cause().getCause() == null
                ? message.cause()
                : message.cause().getCause();
        work.end().accept(null, cause instanceof PrepareFailure ? cause : message.cause());
        return Behaviors.stopped();
    }

    private Behavior<Command> onStop(Stop message) {
        return fail("cleaning was stopped; start it again to go on with what is not done", null);
    }

    private Behavior<Command> fail(String message, Throwable cause) {
        if (ending.isEmpty()) {
            ending = Optional.of(new PrepareFailure(message, cause));
            flow.abort();
        }
        return endWhenIdle();
    }

    private Behavior<Command> endWhenIdle() {
        if (!running.isEmpty() || publishing) {
            return this;
        }
        ending.ifPresent(failure -> work.end().accept(null, failure));
        return Behaviors.stopped();
    }

    private Behavior<Command> onPostStop(PostStop signal) {
        work.end()
                .accept(
                        null,
                        new PrepareFailure(
                                "cleaning ended with its actor system; start it again to go on with what is not done"));
        return this;
    }
}
