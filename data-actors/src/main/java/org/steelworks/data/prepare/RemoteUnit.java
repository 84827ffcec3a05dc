package org.steelworks.data.prepare;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Has a data node make one attempt at a unit, passes its reports on, and stops at the end. The order is repeated until the
 * end is reported, so that no lost message leaves a unit undone; a node that is gone returns the unit. The node gives the
 * attempt up when this actor is gone.
 */
final class RemoteUnit extends AbstractBehavior<RemoteUnit.Command> {
    /** Far longer than an answer takes, far shorter than anybody waits for a unit. */
    static final Duration REPEAT = Duration.ofSeconds(5);

    sealed interface Command permits Told, Repeat {}

    private record Told(UnitReport report) implements Command {}

    private record Repeat() implements Command {}

    private final ActorRef<UnitHost.Command> host;
    private final UnitHost.Do order;
    private final ActorRef<UnitReport> reportTo;

    static Behavior<Command> create(ActorRef<UnitHost.Command> host, UnitOrder order, ActorRef<UnitReport> reportTo) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new RemoteUnit(context, timers, host, order, reportTo)));
    }

    private RemoteUnit(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<UnitHost.Command> host,
            UnitOrder order,
            ActorRef<UnitReport> reportTo) {
        super(context);
        this.host = host;
        this.order = new UnitHost.Do(order, context.messageAdapter(UnitReport.class, Told::new));
        this.reportTo = reportTo;
        context.watch(host);
        host.tell(this.order);
        timers.startTimerWithFixedDelay(new Repeat(), REPEAT);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Told.class, this::onTold)
                .onMessage(Repeat.class, this::onRepeat)
                .onSignal(Terminated.class, this::onHostGone)
                .build();
    }

    private Behavior<Command> onTold(Told told) {
        if (!told.report().attempt().equals(order.order().attempt())) {
            return this;
        }
        reportTo.tell(told.report());
        return told.report() instanceof UnitReport.Read ? this : Behaviors.stopped();
    }

    private Behavior<Command> onRepeat(Repeat repeat) {
        host.tell(order);
        return this;
    }

    private Behavior<Command> onHostGone(Terminated gone) {
        reportTo.tell(new UnitReport.Returned(order.order().attempt(), UnitReport.Why.LOST, "it left the cluster"));
        return Behaviors.stopped();
    }
}
