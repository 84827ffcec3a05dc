package org.steelworks.ops.status;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * Tells all status boards of the cluster how one node's actors are, twice a second where something changed. Progress and
 * mailbox alone are told every two seconds; a board that is new hears everything; an actor that ended is told once.
 */
public final class ActorHealthReporter extends AbstractBehavior<ActorHealthReporter.Command> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final long QUIET_MS = 2_000;

    /** Only its own ticks and listings. */
    public sealed interface Command {}

    private record Look() implements Command {}

    private record Boards(Set<ActorRef<StatusBoard.Command>> actors) implements Command {}

    private final ActorHealth health;
    private final CountedMailboxes mailboxes;
    private final Map<String, ActorView> told = new HashMap<>();
    private Set<ActorRef<StatusBoard.Command>> boards = Set.of();

    private ActorHealthReporter(ActorContext<Command> context, ActorHealth health) {
        super(context);
        this.health = health;
        this.mailboxes = CountedMailboxes.ID.get(context.getSystem().classicSystem());
        ActorRef<Receptionist.Listing> listings = context.messageAdapter(
                Receptionist.Listing.class, listing -> new Boards(listing.getServiceInstances(StatusBoard.KEY)));
        context.getSystem().receptionist().tell(Receptionist.subscribe(StatusBoard.KEY, listings));
    }

    public static Behavior<Command> create(ActorHealth health) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
            return new ActorHealthReporter(context, health);
        }));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Look.class, this::onLook)
                .onMessage(Boards.class, this::onBoards)
                .build();
    }

    private Behavior<Command> onBoards(Boards next) {
        Set<ActorRef<StatusBoard.Command>> added = new HashSet<>(next.actors());
        added.removeAll(boards);
        for (ActorView view : told.values()) {
            added.forEach(board -> board.tell(new StatusBoard.ActorChanged(view)));
        }
        boards = next.actors();
        return this;
    }

    private Behavior<Command> onLook(Look look) {
        health.pulses().forEach((path, pulse) -> {
            ActorView view = pulse.view(path, mailboxes.length(path));
            if (worthTelling(told.get(path), view)) {
                told.put(path, view);
                boards.forEach(board -> board.tell(new StatusBoard.ActorChanged(view)));
            }
            if (pulse.stopped()) {
                health.pulses().remove(path, pulse);
                mailboxes.remove(path);
                told.remove(path);
            }
        });
        return this;
    }

    private static boolean worthTelling(ActorView before, ActorView now) {
        if (before == null || before.state() != now.state() || before.restarts() != now.restarts()) {
            return true;
        }
        boolean moved = before.mailbox() != now.mailbox() || before.progressMs() != now.progressMs();
        return moved && now.progressMs() - before.progressMs() >= QUIET_MS
                || Math.abs(now.mailbox() - before.mailbox()) > before.mailbox() / 2 + 1;
    }
}
