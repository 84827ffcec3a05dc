package org.steelworks.data.prepare;

import java.util.function.LongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.steelworks.data.flow.FailureText;
import org.steelworks.data.flow.PrepareFlow;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitTally;

/** Makes one attempt at a unit in this process, reports bytes on the way and the end, and stops. */
final class UnitActor extends AbstractBehavior<UnitActor.Command> {
    sealed interface Command permits Ended, Broken {}

    private record Ended(UnitTally tally) implements Command {}

    private record Broken(Throwable cause) implements Command {}

    private final String attempt;
    private final ActorRef<UnitReport> reportTo;

    static Behavior<Command> create(PrepareFlow flow, Unit unit, String attempt, ActorRef<UnitReport> reportTo) {
        return Behaviors.setup(context -> new UnitActor(context, flow, unit, attempt, reportTo));
    }

    private UnitActor(
            ActorContext<Command> context, PrepareFlow flow, Unit unit, String attempt, ActorRef<UnitReport> reportTo) {
        super(context);
        this.attempt = attempt;
        this.reportTo = reportTo;
        context.pipeToSelf(
                flow.run(unit, attempt, context.getSystem(), adding()),
                (tally, failure) -> failure == null ? new Ended(tally) : new Broken(failure));
    }

    /** The stream calls it one batch after the other. */
    private LongConsumer adding() {
        long[] read = {0};
        return bytes -> {
            read[0] += bytes;
            reportTo.tell(new UnitReport.Read(attempt, read[0]));
        };
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Ended.class, this::onEnded)
                .onMessage(Broken.class, this::onBroken)
                .build();
    }

    private Behavior<Command> onEnded(Ended ended) {
        reportTo.tell(new UnitReport.Done(attempt, ended.tally()));
        return Behaviors.stopped();
    }

    private Behavior<Command> onBroken(Broken broken) {
        getContext().getLog().debug("attempt {} failed", attempt, FailureText.cause(broken.cause()));
        reportTo.tell(new UnitReport.Failed(attempt, FailureText.of(broken.cause())));
        return Behaviors.stopped();
    }
}
