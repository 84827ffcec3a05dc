package org.steelworks.data.prepare;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.steelworks.data.flow.FailureText;
import org.steelworks.data.flow.PrepareFailure;
import org.steelworks.data.flow.PrepareFlow;
import org.steelworks.data.flow.PreparePlan;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.ProgressListener;
import org.steelworks.data.flow.ProgressListener.NodeNews;
import org.steelworks.data.flow.ProgressListener.What;
import org.steelworks.data.flow.Publication;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitBook;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitLedger;
import org.steelworks.data.unit.UnitStore;
import org.steelworks.data.unit.UnitTally;

/**
 * Hands out the units of one cleaning, to its own process or to the data nodes of the cluster as they come and go, records
 * what is done, and publishes the result when all are. A failed unit is tried again, {@value #ATTEMPTS} times in all; that a
 * node left, refused or was busy is no failure of a unit. A run that cannot go on ends when no unit is in work in this
 * process any more; nodes elsewhere give theirs up by themselves, and what they still write bears the names of attempts that
 * nobody waits for. Blocks on the ledger: spawn on the blocking dispatcher.
 */
final class PrepareCoordinator extends AbstractBehavior<PrepareCoordinator.Command> {
    static final int ATTEMPTS = 3;

    /** One is read and written while the other is cleaned; what is in memory stays a few batches per thread. */
    static final int UNITS_AT_A_TIME = 2;

    private static final Duration RETRY_AFTER = Duration.ofMillis(200);
    private static final Duration BUSY = Duration.ofSeconds(1);

    /** Long enough for a shared file system to show what it did not yet, short enough for whoever repairs it. */
    private static final Duration UNFIT = Duration.ofSeconds(20);

    private static final String OWN_PROCESS = "own process";

    sealed interface Command permits Reported, ChildOver, Hosts, OpenAgain, Stop, TryAgain, Published, NotPublished {}

    /** Ends the run; units that are done stay done. */
    record Stop() implements Command {}

    private record Reported(UnitReport report) implements Command {}

    private record ChildOver(String attempt) implements Command {}

    private record Hosts(Set<ActorRef<UnitHost.Command>> reachable) implements Command {}

    private record OpenAgain(String place) implements Command {}

    private record TryAgain(int unit) implements Command {}

    private record Published(PrepareReport report) implements Command {}

    private record NotPublished(Throwable cause) implements Command {}

    /**
     * What a run is made of. {@code end} gets the report or the failure; all but the first call have no effect.
     *
     * @param owner of the folder: names this run among all that the plan ever had
     */
    record Work(
            PreparePlan plan,
            UnitFolder folder,
            UnitStore store,
            UnitLedger ledger,
            String owner,
            UnitPlaces places,
            ProgressListener listener,
            BiConsumer<PrepareReport, Throwable> end) {}

    private final Work work;
    private final UnitBook book;
    private final UnitNodes nodes = new UnitNodes();
    /** Runs units of this process; null where data nodes do. */
    private final PrepareFlow flow;

    private final ActorRef<UnitReport> reports;
    private final Map<String, ActorRef<?>> children = new HashMap<>();
    private final CleaningProgress progress;
    private boolean publishing;
    private Optional<PrepareFailure> ending = Optional.empty();

    static Behavior<Command> create(Work work) {
        return Behaviors.setup(context -> new PrepareCoordinator(context, work));
    }

    private PrepareCoordinator(ActorContext<Command> context, Work work) {
        super(context);
        this.work = work;
        this.reports = context.messageAdapter(UnitReport.class, Reported::new);
        this.progress = new CleaningProgress(work.plan());
        Map<Integer, UnitTally> earlier = work.ledger().done();
        this.book = new UnitBook(
                work.owner(),
                work.plan().units().stream()
                        .map(Unit::number)
                        .filter(unit -> !earlier.containsKey(unit))
                        .toList(),
                UNITS_AT_A_TIME);
        earlier.forEach((unit, tally) -> progress.done(work.plan().units().get(unit), tally));
        if (work.places() instanceof UnitPlaces.OwnProcess own) {
            this.flow = new PrepareFlow(work.plan(), work.folder(), work.store(), own.cleaning(), own.nanoClock());
            book.open(OWN_PROCESS);
        } else {
            this.flow = null;
            context.getSystem()
                    .receptionist()
                    .tell(Receptionist.subscribe(
                            UnitHost.KEY,
                            context.messageAdapter(
                                    Receptionist.Listing.class,
                                    listing -> new Hosts(listing.getServiceInstances(UnitHost.KEY)))));
        }
        handOut();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Reported.class, this::onReported)
                .onMessage(ChildOver.class, this::onChildOver)
                .onMessage(Hosts.class, this::onHosts)
                .onMessage(OpenAgain.class, this::onOpenAgain)
                .onMessage(TryAgain.class, this::onTryAgain)
                .onMessage(Published.class, this::onPublished)
                .onMessage(NotPublished.class, this::onNotPublished)
                .onMessage(Stop.class, this::onStop)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Command> handOut() {
        if (ending.isPresent()) {
            return endWhenIdle();
        }
        book.deal().forEach(this::begin);
        tellProgress();
        if (book.isAllDone() && !publishing) {
            publish();
        }
        return this;
    }

    private void begin(UnitBook.Deal deal) {
        Unit unit = work.plan().units().get(deal.unit());
        ActorRef<?> child;
        if (work.places() instanceof UnitPlaces.DataNodes remote) {
            UnitOrder order =
                    UnitOrder.of(work.plan(), work.folder(), remote.recipe(), unit, work.owner(), deal.attempt());
            child = getContext()
                    .spawn(RemoteUnit.create(nodes.host(deal.place()), order, reports), "unit-" + deal.attempt());
        } else {
            child = getContext().spawn(UnitActor.create(flow, unit, deal.attempt(), reports), "unit-" + deal.attempt());
        }
        children.put(deal.attempt(), child);
        getContext().watchWith(child, new ChildOver(deal.attempt()));
    }

    private Behavior<Command> onReported(Reported reported) {
        UnitReport report = reported.report();
        OptionalInt unit = book.unit(report.attempt());
        if (unit.isEmpty()) {
            return this;
        }
        if (report instanceof UnitReport.Read read) {
            progress.read(read.attempt(), work.plan().units().get(unit.getAsInt()), read.bytes());
            tellProgress();
            return this;
        }
        String place = book.place(report.attempt());
        if (report instanceof UnitReport.Done end) {
            return onDone(end, unit.getAsInt());
        }
        if (report instanceof UnitReport.Failed failed) {
            return onFailed(failed.attempt(), unit.getAsInt(), place, failed.reason());
        }
        return onReturned((UnitReport.Returned) report, unit.getAsInt(), place);
    }

    private Behavior<Command> onDone(UnitReport.Done end, int number) {
        Unit unit = work.plan().units().get(number);
        if (flow == null && !SharedFiles.isThere(work.folder(), unit)) {
            return onFailed(
                    end.attempt(),
                    number,
                    book.place(end.attempt()),
                    "what it wrote is not in " + work.folder().folder() + " here; data nodes need one path for results"
                            + " that leads to the same files everywhere");
        }
        book.done(end.attempt());
        forget(end.attempt());
        try {
            work.ledger().append(number, end.tally());
        } catch (IOException e) {
            return fail(
                    "the unit ledger in " + work.folder().folder() + " cannot be written (" + e
                            + "); make room or repair the disk, then start again: what is done is kept",
                    e);
        }
        progress.done(unit, end.tally());
        return handOut();
    }

    private void forget(String attempt) {
        progress.over(attempt);
        ActorRef<?> child = children.remove(attempt);
        if (child != null) {
            getContext().unwatch(child);
        }
    }

    private void tellProgress() {
        String heldUp = book.isHeldUp() && book.working().isEmpty() ? nodes.obstacle() : "";
        work.listener().progress(progress.now((int) book.busyPlaces(), heldUp));
    }

    private Behavior<Command> onFailed(String attempt, int number, String place, String reason) {
        int failures = book.failed(attempt).orElseThrow();
        forget(attempt);
        if (ending.isPresent()) {
            return endWhenIdle();
        }
        Optional<String> changedModel = changedModel();
        if (changedModel.isPresent()) {
            return fail(changedModel.get(), null);
        }
        Unit unit = work.plan().units().get(number);
        if (failures >= ATTEMPTS) {
            return fail(
                    "unit " + number + ", bytes " + unit.start() + " to " + unit.end() + " of "
                            + unit.file().path() + ", failed " + failures + " times: " + reason
                            + "; remove the cause, then start again: what is done is kept",
                    null);
        }
        getContext()
                .getLog()
                .warn(
                        "unit {} of {} failed and is tried again: {}",
                        number,
                        unit.file().path(),
                        reason);
        if (flow == null) {
            tell(What.FAILED, place, "unit " + number + " of " + unit.file().path() + " is tried again: " + reason);
        }
        getContext()
                .scheduleOnce(RETRY_AFTER.multipliedBy(failures), getContext().getSelf(), new TryAgain(number));
        return handOut();
    }

    private Behavior<Command> onReturned(UnitReport.Returned returned, int number, String place) {
        if (returned.why() == UnitReport.Why.UNFIT) {
            Optional<String> changed =
                    changedModel().or(() -> changedHere(work.plan().units().get(number)));
            if (changed.isPresent()) {
                return onFailed(returned.attempt(), number, place, changed.get());
            }
        }
        book.returned(returned.attempt());
        forget(returned.attempt());
        book.close(place);
        switch (returned.why()) {
            case BUSY -> later(BUSY, new OpenAgain(place));
            case UNFIT -> {
                // once: the node is asked again and again
                if (nodes.refused(place, returned.reason())) {
                    tell(What.REFUSED, place, returned.reason());
                    tellMoved(number, place, "the node refused it");
                }
                later(UNFIT, new OpenAgain(place));
            }
            case LOST -> tellMoved(number, place, returned.reason());
        }
        return handOut();
    }

    /** One that has changed here makes what is done of no use, so there is no point in trying again. */
    private Optional<String> changedModel() {
        return work.plan().spec().sets().stream()
                .map(set -> set.recipe().changedModel())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A file that has changed for everybody is no fault of a node. */
    private static Optional<String> changedHere(Unit unit) {
        try {
            return SharedFiles.difference(unit.file());
        } catch (IOException e) {
            return Optional.of("the input file " + unit.file().path() + " cannot be looked at: " + e);
        }
    }

    private void later(Duration pause, Command command) {
        getContext().scheduleOnce(pause, getContext().getSelf(), command);
    }

    private void tellMoved(int number, String place, String why) {
        Unit unit = work.plan().units().get(number);
        tell(What.MOVED, place, "unit " + number + " of " + unit.file().path() + " is done elsewhere, as " + why);
    }

    private void tell(What what, String place, String reason) {
        work.listener().node(new NodeNews(what, UnitNodes.name(place), reason));
    }

    private Behavior<Command> onChildOver(ChildOver over) {
        OptionalInt unit = book.unit(over.attempt());
        return unit.isEmpty()
                ? this
                : onFailed(
                        over.attempt(),
                        unit.getAsInt(),
                        book.place(over.attempt()),
                        "its actor ended without a result, see the log");
    }

    private Behavior<Command> onHosts(Hosts hosts) {
        UnitNodes.Change change = nodes.listed(hosts.reachable());
        change.vanished().forEach(place -> {
            book.close(place);
            tell(What.LOST, place, "it does not answer, or left");
        });
        change.appeared().forEach(place -> {
            book.open(place);
            tell(What.JOINED, place, "it may get units");
        });
        return handOut();
    }

    private Behavior<Command> onOpenAgain(OpenAgain again) {
        nodes.forgiven(again.place());
        if (nodes.host(again.place()) != null) {
            book.open(again.place());
        }
        return handOut();
    }

    private Behavior<Command> onTryAgain(TryAgain message) {
        book.again(message.unit());
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
        work.end().accept(null, FailureText.cause(message.cause()));
        return Behaviors.stopped();
    }

    private Behavior<Command> onStop(Stop message) {
        return fail("cleaning was stopped; start it again to go on with what is not done", null);
    }

    private Behavior<Command> fail(String message, Throwable cause) {
        if (ending.isEmpty()) {
            ending = Optional.of(new PrepareFailure(message, cause));
            if (flow != null) {
                flow.abort();
            } else {
                book.working().forEach(this::giveUp);
            }
        }
        return endWhenIdle();
    }

    private void giveUp(String attempt) {
        ActorRef<?> child = children.get(attempt);
        book.returned(attempt);
        forget(attempt);
        getContext().stop(child);
    }

    private Behavior<Command> endWhenIdle() {
        if (!book.working().isEmpty() || publishing) {
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
