package org.steelworks.data.actor;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.steelworks.data.feed.FeedRule;

/**
 * Has one node open the shards of a run and feed it when told to, and says how the node stands. What may have been lost on
 * the way is sent again until it is answered. Ends when the node is gone; the node's supervisor ends with this actor.
 */
final class RemoteFeed extends AbstractBehavior<RemoteFeed.Command> {
    /** Between questions whether the supervisor is alive. */
    static final Duration PING = Duration.ofMillis(500);

    /** A node that feeds has been silent for so long: another one may take over, long before a step is overdue. */
    static final long SILENT_NS = 3_000_000_000L;

    /** Pings between two repetitions of what is not answered. */
    private static final int REPEAT = 4;

    sealed interface Command permits Told, Tick, Serve, Add {}

    private record Told(ShardSupervisor.Answer answer) implements Command {}

    private record Tick() implements Command {}

    /** Feed a generation; the newest counts. */
    record Serve(ShardSupervisor.Serve order) implements Command {}

    /** Open further shards; the answer is passed on. */
    record Add(ShardRequest.Added added) implements Command {}

    /** To the one that decides. */
    sealed interface News {
        ActorRef<Command> from();
    }

    /**
     * How the node stands now.
     *
     * @param opened what it has, or null before
     * @param reason why it lacks the shards or broke, or empty
     */
    record Stands(
            ActorRef<Command> from,
            String node,
            FeedRule.Standing standing,
            String reason,
            ShardSupervisor.Opened opened)
            implements News {}

    /** Its answer to {@link Add}. */
    record Answered(ActorRef<Command> from, ShardSupervisor.Answer answer) implements News {}

    private final ActorRef<FeedHost.Command> host;
    private final FeedHost.Feed feed;
    private final ActorRef<News> parent;
    private final LongSupplier nanoClock;
    /** Additions to be opened, and those of them that are not answered. */
    private final Set<ShardRequest.Added> added = new LinkedHashSet<>();

    private final Set<ShardRequest.Added> unanswered = new LinkedHashSet<>();
    private String node;
    private FeedRule.Standing standing = FeedRule.Standing.ASKED;
    private ShardSupervisor.Opened opened;
    private ShardSupervisor.Serve serve;
    private long heardNs;
    private long tickedNs;
    private int ticks;

    /**
     * @param node what to call it before it says its name
     * @param parent told of every change
     */
    static Behavior<Command> create(
            ActorRef<FeedHost.Command> host,
            String node,
            ShardRequest request,
            long fence,
            ActorRef<News> parent,
            LongSupplier nanoClock) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new RemoteFeed(context, timers, host, node, request, fence, parent, nanoClock)));
    }

    private RemoteFeed(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<FeedHost.Command> host,
            String node,
            ShardRequest request,
            long fence,
            ActorRef<News> parent,
            LongSupplier nanoClock) {
        super(context);
        this.host = host;
        this.node = node;
        this.feed = new FeedHost.Feed(request, fence, context.messageAdapter(ShardSupervisor.Answer.class, Told::new));
        this.parent = parent;
        this.nanoClock = nanoClock;
        this.tickedNs = nanoClock.getAsLong();
        context.watch(host);
        host.tell(feed);
        timers.startTimerWithFixedDelay(new Tick(), PING);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Told.class, this::onTold)
                .onMessage(Tick.class, this::onTick)
                .onMessage(Serve.class, this::onServe)
                .onMessage(Add.class, this::onAdd)
                .onSignal(Terminated.class, gone -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> onTold(Told told) {
        heardNs = nanoClock.getAsLong();
        ShardSupervisor.Answer answer = told.answer();
        if (answer instanceof ShardSupervisor.Opened now) {
            onOpened(now);
        } else if (answer instanceof ShardSupervisor.OpenFailed failed) {
            node = failed.node();
            stands(FeedRule.Standing.LACKS, failed.reason());
        } else if (answer instanceof ShardSupervisor.FeedFailed failed) {
            stands(FeedRule.Standing.BROKE, failed.reason());
        } else if (answer instanceof ShardSupervisor.Here here) {
            onHere(here);
        } else {
            if (answer instanceof ShardSupervisor.Added more) {
                unanswered.remove(more.added());
            } else if (answer instanceof ShardSupervisor.AddFailed failed) {
                unanswered.remove(failed.added());
            }
            parent.tell(new Answered(getContext().getSelf(), answer));
        }
        return this;
    }

    private void onOpened(ShardSupervisor.Opened now) {
        boolean other = opened == null || !opened.supervisor().equals(now.supervisor());
        opened = now;
        node = now.node();
        if (other) {
            unanswered.addAll(added);
            sendAdditions();
            sendServe();
        }
        if (standing == FeedRule.Standing.ASKED || standing == FeedRule.Standing.SILENT) {
            stands(FeedRule.Standing.HAS, "");
        }
    }

    private void onHere(ShardSupervisor.Here here) {
        if (standing == FeedRule.Standing.SILENT) {
            stands(FeedRule.Standing.HAS, "");
        }
        if (serve != null && here.generation() < serve.generation()) {
            sendServe();
        }
    }

    private void stands(FeedRule.Standing now, String reason) {
        standing = now;
        parent.tell(new Stands(getContext().getSelf(), node, now, reason, opened));
    }

    private Behavior<Command> onTick(Tick tick) {
        long now = nanoClock.getAsLong();
        if (now - tickedNs > SILENT_NS / 2) {
            // this process was held up, and hears only now what the node said meanwhile
            heardNs = now;
        }
        tickedNs = now;
        boolean asks = standing == FeedRule.Standing.ASKED || standing == FeedRule.Standing.SILENT;
        if (++ticks % REPEAT == 0) {
            if (asks) {
                host.tell(feed);
            }
            sendAdditions();
        }
        if (opened != null) {
            opened.supervisor().tell(new ShardSupervisor.Ping());
            if (standing == FeedRule.Standing.HAS && now - heardNs > SILENT_NS) {
                stands(FeedRule.Standing.SILENT, "");
            }
        }
        return this;
    }

    private Behavior<Command> onServe(Serve order) {
        serve = order.order();
        sendServe();
        return this;
    }

    private void sendServe() {
        if (opened != null && serve != null) {
            opened.supervisor().tell(serve);
        }
    }

    private Behavior<Command> onAdd(Add more) {
        added.add(more.added());
        unanswered.add(more.added());
        sendAdditions();
        return this;
    }

    private void sendAdditions() {
        if (opened != null) {
            unanswered.forEach(more -> opened.supervisor().tell(new ShardSupervisor.Add(more)));
        }
    }
}
