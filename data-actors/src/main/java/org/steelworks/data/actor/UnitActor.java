package org.steelworks.data.actor;

import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.steelworks.data.flow.PrepareFlow;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitTally;

/**
 * Runs one unit once. Tells the coordinator of bytes on the way and of the end; a unit that cannot be done crashes the
 * actor, and the coordinator, who watches, decides on another try.
 */
final class UnitActor extends AbstractBehavior<UnitActor.Command> {
    sealed interface Command permits Ended, Failed {}

    private record Ended(UnitTally tally) implements Command {}

    private record Failed(Throwable cause) implements Command {}

    private final int unit;
    private final ActorRef<PrepareCoordinator.Command> coordinator;

    static Behavior<Command> create(PrepareFlow flow, Unit unit, ActorRef<PrepareCoordinator.Command> coordinator) {
        return Behaviors.setup(context -> new UnitActor(context, flow, unit, coordinator));
    }

    private UnitActor(
            ActorContext<Command> context,
            PrepareFlow flow,
            Unit unit,
            ActorRef<PrepareCoordinator.Command> coordinator) {
        super(context);
        this.unit = unit.number();
        this.coordinator = coordinator;
        LongConsumer bytesRead = bytes -> coordinator.tell(new PrepareCoordinator.BytesRead(unit.number(), bytes));
        context.pipeToSelf(
                flow.run(unit, context.getSystem(), bytesRead),
                (tally, failure) -> failure == null ? new Ended(tally) : new Failed(failure));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Ended.class, this::onEnded)
                .onMessage(Failed.class, this::onFailed)
                .build();
    }

    private Behavior<Command> onEnded(Ended ended) {
        coordinator.tell(new PrepareCoordinator.UnitDone(unit, ended.tally()));
        return Behaviors.stopped();
    }

    private Behavior<Command> onFailed(Failed failed) {
        Throwable cause = failed.cause() instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failed.cause();
        throw cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }
}
