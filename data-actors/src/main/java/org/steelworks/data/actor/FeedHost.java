package org.steelworks.data.actor;

import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.steelworks.core.id.RunId;
import org.steelworks.core.protocol.WireMessage;
import org.steelworks.data.shard.ShardCopies;

/**
 * Feeds runs from one node: has a {@link ShardSupervisor} for each run that it was asked to {@link Feed}, for one asker at
 * a time. The newest asker is the run's coordinator, unless its fencing number is older; the supervisor of another one is
 * ended first, as is that of an asker that is gone. {@link Feed} may be repeated.
 */
public final class FeedHost extends AbstractBehavior<FeedHost.Command> {
    /** Under which hosts of nodes with the role {@code data} are registered. */
    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "feed-hosts");

    /** Far more runs than train at once. */
    static final int MOST_RUNS = 64;

    /** To a host. */
    public sealed interface Command permits Feed, Over, AskerGone {}

    /**
     * Open the shards of a run and tell the asker how it goes.
     *
     * @param fence fencing number of the scheduler that started the asker: one of an older scheduler is refused
     */
    public record Feed(ShardRequest request, long fence, ActorRef<ShardSupervisor.Answer> replyTo)
            implements Command, WireMessage {}

    private record Over(RunId run) implements Command {}

    private record AskerGone(RunId run, ActorRef<ShardSupervisor.Answer> asker) implements Command {}

    private static final class Held {
        private final ActorRef<ShardSupervisor.Command> supervisor;
        private final ActorRef<ShardSupervisor.Answer> asker;
        private long fence;
        /** Who comes once the supervisor has ended; it was told to as soon as this is known. */
        private Feed next;

        private boolean ending;

        Held(ActorRef<ShardSupervisor.Command> supervisor, Feed feed) {
            this.supervisor = supervisor;
            this.asker = feed.replyTo();
            this.fence = feed.fence();
        }

        void end(String reason) {
            if (!ending) {
                ending = true;
                supervisor.tell(new ShardSupervisor.Stop(reason));
            }
        }
    }

    private final FeedAgent agent;
    private final ShardCopies copies;
    private final String node;
    private final Map<RunId, Held> held = new HashMap<>();

    /**
     * A host.
     *
     * @param agent of the node; outlives the actor
     * @param copies where the node has shards
     * @param node its name
     * @param forAll whether all of the cluster's runs may be fed from here
     */
    public static Behavior<Command> create(FeedAgent agent, ShardCopies copies, String node, boolean forAll) {
        return Behaviors.setup(context -> new FeedHost(context, agent, copies, node, forAll));
    }

    private FeedHost(ActorContext<Command> context, FeedAgent agent, ShardCopies copies, String node, boolean forAll) {
        super(context);
        this.agent = agent;
        this.copies = copies;
        this.node = node;
        if (forAll) {
            context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Feed.class, this::onFeed)
                .onMessage(Over.class, this::onOver)
                .onMessage(AskerGone.class, this::onAskerGone)
                .build();
    }

    private Behavior<Command> onFeed(Feed feed) {
        RunId run = feed.request().run();
        Held present = held.get(run);
        if (present == null) {
            begin(feed);
        } else if (present.asker.equals(feed.replyTo()) && !present.ending) {
            present.supervisor.tell(new ShardSupervisor.Open(feed.request(), feed.replyTo()));
        } else if (feed.fence() < present.fence) {
            refuse(feed, "a newer coordinator has the run fed");
        } else {
            present.fence = feed.fence();
            present.next = feed;
            present.end("another coordinator has the run fed");
        }
        return this;
    }

    private void refuse(Feed feed, String reason) {
        feed.replyTo().tell(new ShardSupervisor.OpenFailed(feed.request().run(), node, reason));
    }

    private void begin(Feed feed) {
        RunId run = feed.request().run();
        if (held.size() >= MOST_RUNS) {
            refuse(feed, "it feeds " + held.size() + " runs already, as many as it may");
            return;
        }
        ActorRef<ShardSupervisor.Command> supervisor =
                getContext().spawnAnonymous(ShardSupervisor.create(agent, copies, node), DispatcherSelector.blocking());
        getContext().watchWith(supervisor, new Over(run));
        getContext().watchWith(feed.replyTo(), new AskerGone(run, feed.replyTo()));
        held.put(run, new Held(supervisor, feed));
        supervisor.tell(new ShardSupervisor.Open(feed.request(), feed.replyTo()));
    }

    private Behavior<Command> onOver(Over over) {
        Held ended = held.remove(over.run());
        getContext().unwatch(ended.asker);
        if (!ended.ending) {
            ended.asker.tell(new ShardSupervisor.FeedFailed(
                    over.run(), "its supervisor ended without being told to, see the log of " + node));
        }
        if (ended.next != null) {
            begin(ended.next);
        }
        return this;
    }

    private Behavior<Command> onAskerGone(AskerGone gone) {
        Held present = held.get(gone.run());
        if (present != null && present.asker.equals(gone.asker())) {
            present.end("its coordinator is gone");
        }
        return this;
    }
}
