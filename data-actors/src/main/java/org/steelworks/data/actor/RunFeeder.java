package org.steelworks.data.actor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.data.feed.FeedRule;
import org.steelworks.data.feed.FeedRule.Standing;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.shard.PackedWith;
import org.steelworks.data.shard.ShardListing;

/**
 * Has a run fed by one of the nodes that have its shards, beside its coordinator: asks all data nodes to open them, takes
 * one as {@link FeedRule} says, and another one when that is silent, gone, or broken. The blocks are the same whoever sends
 * them, so a node that is wrongly taken for dead does no harm. What a node lacked may have been copied to it since: while
 * nobody feeds the run it is asked again now and then, and once more before the run is given up. One actor for each life of
 * a run's coordinator.
 *
 * <p>The owner hears {@link Ready} once, before anything else but {@link Waits} and {@link Failed}; after {@link Moved} the
 * next generation has to name the new source. After {@link Failed} nothing follows.
 */
public final class RunFeeder extends AbstractBehavior<RunFeeder.Command> {
    /** Nodes that were there before a control node was started again have so long to be back. */
    static final long AWAITED_S = 15;

    /** A new life of a run looks so long for somebody who has its shards. */
    static final long PATIENCE_NS = 60_000_000_000L;

    /** Nodes that lack the shards are asked again after so long while nobody feeds the run. */
    static final long AGAIN_NS = 15_000_000_000L;

    private static final Duration TICK = Duration.ofSeconds(1);

    /** To the feeder. */
    public sealed interface Command permits Serve, Offer, Keep, Hosts, Told, Gone, Tick {}

    /** Have this generation fed. */
    public record Serve(ShardSupervisor.Serve order) implements Command {}

    /** Open shards that somebody wants to add, one such at a time; answered with {@link Offered} or {@link NotOffered}. */
    public record Offer(ShardRequest.Added added) implements Command {}

    /** What was offered last is of the run from now on. */
    public record Keep(ShardRequest.Added added, List<ListedShard> shards) implements Command {}

    private record Hosts(Set<ActorRef<FeedHost.Command>> present) implements Command {}

    private record Told(RemoteFeed.News news) implements Command {}

    private record Gone(ActorRef<RemoteFeed.Command> child) implements Command {}

    private record Tick() implements Command {}

    /** To its owner. */
    public sealed interface Report {}

    /**
     * Where blocks come from.
     *
     * @param endpoint where workers ask
     * @param own whether that is the coordinator's own node
     * @param reason why from there, a sentence
     */
    public record Source(Endpoint endpoint, boolean own, String reason) {}

    /** The run can begin, or go on, with these shards. */
    public record Ready(ShardListing listing, Source source) implements Report {}

    /** Another node feeds the run, as soon as a generation names it. */
    public record Moved(Source source) implements Report {}

    /** Why nobody feeds the run for the time being; empty once somebody does. */
    public record Waits(String reason) implements Report {}

    /** Nobody can feed the run, and that will not change by itself. */
    public record Failed(String reason) implements Report {}

    /** Shards were opened that may be added. */
    public record Offered(ShardRequest.Added added, List<ListedShard> shards, List<PackedWith> packed)
            implements Report {}

    /** They cannot be opened. */
    public record NotOffered(ShardRequest.Added added, String reason) implements Report {}

    /**
     * The coordinator's own node.
     *
     * @param host feeds from there where no data node can
     * @param name of the node
     * @param joinable whether other nodes may join its cluster
     */
    public record OwnNode(ActorRef<FeedHost.Command> host, String name, boolean joinable) {}

    /** What is known of a node. */
    private static final class Seat {
        private final ActorRef<FeedHost.Command> host;
        private final boolean own;
        /** Additions that its first request had. */
        private final int since;

        private final Map<ShardRequest.Added, ShardSupervisor.Answer> answers = new HashMap<>();
        private RemoteFeed.Stands stands;

        Seat(ActorRef<FeedHost.Command> host, boolean own, int since, RemoteFeed.Stands stands) {
            this.host = host;
            this.own = own;
            this.since = since;
            this.stands = stands;
        }
    }

    private final long fence;
    private final OwnNode own;
    private final ActorRef<Report> owner;
    private final LongSupplier nanoClock;
    private final ActorRef<RemoteFeed.News> news;
    private final long startNs;
    private final Map<ActorRef<RemoteFeed.Command>, Seat> seats = new LinkedHashMap<>();
    private final Set<ActorRef<FeedHost.Command>> asked = new HashSet<>();
    private final List<Keep> kept = new ArrayList<>();
    private ShardRequest request;
    private ActorRef<RemoteFeed.Command> ownChild;
    private ActorRef<RemoteFeed.Command> current;
    private String left = "";
    private String waits = "";
    private ShardSupervisor.Serve serve;
    private ShardRequest.Added offering;
    private boolean listed;
    private boolean ready;
    private boolean over;
    /** When nodes were asked again for the last time. */
    private long againNs;

    /** Whether answers to that are awaited in a pause of the feed. */
    private boolean looksAgain;

    /** Whether they were asked again before giving up. */
    private boolean triedAgain;

    /**
     * A feeder of a run.
     *
     * @param fence fencing number of the scheduler that started the coordinator
     */
    public static Behavior<Command> create(ShardRequest request, long fence, OwnNode own, ActorRef<Report> owner) {
        return create(request, fence, own, owner, System::nanoTime);
    }

    static Behavior<Command> create(
            ShardRequest request, long fence, OwnNode own, ActorRef<Report> owner, LongSupplier nanoClock) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new RunFeeder(context, timers, request, fence, own, owner, nanoClock)));
    }

    private RunFeeder(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ShardRequest request,
            long fence,
            OwnNode own,
            ActorRef<Report> owner,
            LongSupplier nanoClock) {
        super(context);
        this.request = request;
        this.fence = fence;
        this.own = own;
        this.owner = owner;
        this.nanoClock = nanoClock;
        this.news = context.messageAdapter(RemoteFeed.News.class, Told::new);
        this.startNs = nanoClock.getAsLong();
        this.againNs = startNs;
        ActorRef<Receptionist.Listing> listings = context.messageAdapter(
                Receptionist.Listing.class, found -> new Hosts(found.getAllServiceInstances(FeedHost.KEY)));
        context.getSystem().receptionist().tell(Receptionist.subscribe(FeedHost.KEY, listings));
        timers.startTimerWithFixedDelay(new Tick(), TICK);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Hosts.class, this::onHosts)
                .onMessage(Told.class, this::onTold)
                .onMessage(Gone.class, this::onGone)
                .onMessage(Tick.class, this::onTick)
                .onMessage(Serve.class, this::onServe)
                .onMessage(Offer.class, this::onOffer)
                .onMessage(Keep.class, this::onKeep)
                .build();
    }

    // ---- nodes

    private Behavior<Command> onHosts(Hosts hosts) {
        listed = true;
        asked.retainAll(hosts.present());
        for (ActorRef<FeedHost.Command> host : hosts.present()) {
            if (!host.equals(own.host()) && asked.add(host)) {
                ask(host, host.path().address().hostPort(), false);
            }
        }
        decide();
        return this;
    }

    private ActorRef<RemoteFeed.Command> ask(ActorRef<FeedHost.Command> host, String name, boolean isOwn) {
        ActorRef<RemoteFeed.Command> child =
                getContext().spawnAnonymous(RemoteFeed.create(host, name, request, fence, news, nanoClock));
        getContext().watchWith(child, new Gone(child));
        seats.put(
                child,
                new Seat(host, isOwn, kept.size(), new RemoteFeed.Stands(child, name, Standing.ASKED, "", null)));
        if (offering != null) {
            child.tell(new RemoteFeed.Add(offering));
        }
        return child;
    }

    private Behavior<Command> onTold(Told told) {
        Seat seat = seats.get(told.news().from());
        if (seat == null) {
            return this;
        }
        if (told.news() instanceof RemoteFeed.Stands stands) {
            if (!stands.reason().isEmpty()) {
                getContext()
                        .getLog()
                        .info("{} does not feed run {}: {}", stands.node(), request.run(), stands.reason());
            }
            seat.stands = stands;
        } else if (told.news() instanceof RemoteFeed.Answered answered) {
            if (answered.answer() instanceof ShardSupervisor.Added added) {
                seat.answers.put(added.added(), added);
            } else if (answered.answer() instanceof ShardSupervisor.AddFailed failed) {
                seat.answers.put(failed.added(), failed);
            }
        }
        settleOffer();
        decide();
        return this;
    }

    private Behavior<Command> onGone(Gone gone) {
        Seat seat = seats.remove(gone.child());
        if (seat == null) {
            return this;
        }
        if (gone.child().equals(current)) {
            current = null;
            left = seat.stands.node() + " left the cluster";
        }
        if (seat.own) {
            fail("the feed of " + own.name() + " ended, see its log");
        }
        settleOffer();
        decide();
        return this;
    }

    private Behavior<Command> onTick(Tick tick) {
        decide();
        return this;
    }

    // ---- who feeds

    private void decide() {
        if (over || !listed) {
            return;
        }
        List<ActorRef<RemoteFeed.Command>> order = new ArrayList<>(seats.keySet());
        List<FeedRule.Seat> stands = new ArrayList<>();
        order.forEach(child -> stands.add(standing(seats.get(child))));
        if (ownChild == null) {
            stands.add(new FeedRule.Seat(own.name(), true, Standing.UNASKED, ""));
        }
        FeedRule.Again again = new FeedRule.Again(nanoClock.getAsLong() - againNs >= AGAIN_NS, ready && !triedAgain);
        FeedRule.Decision decision =
                FeedRule.decide(stands, order.indexOf(current), left, request.begins(), others(), again);
        if (decision instanceof FeedRule.Take take) {
            take(order.get(take.seat()), take.reason());
        } else if (decision instanceof FeedRule.AskOwn) {
            ownChild = ask(own.host(), own.name(), true);
        } else if (decision instanceof FeedRule.AskAgain asking) {
            looksAgain = !asking.last();
            triedAgain |= asking.last();
            askAgain();
        } else if (decision instanceof FeedRule.Wait wait) {
            // The owner is told the reason once, and not each time that nodes are asked whether it still holds.
            looksAgain &= stands.stream().anyMatch(seat -> seat.standing() == Standing.ASKED);
            if (!looksAgain) {
                waits(wait.reason());
            }
        } else if (decision instanceof FeedRule.Fail failure) {
            fail(failure.reason());
        } else {
            waits("");
        }
    }

    private void askAgain() {
        againNs = nanoClock.getAsLong();
        List<ActorRef<RemoteFeed.Command>> lacking = seats.keySet().stream()
                .filter(child -> standing(seats.get(child)).standing() == Standing.LACKS)
                .toList();
        for (ActorRef<RemoteFeed.Command> child : lacking) {
            FeedRule.Seat stood = standing(seats.get(child));
            Seat seat = seats.remove(child);
            if (child.equals(current)) {
                current = null;
                left = stood.node() + " feeds the run no longer: " + stood.reason();
            }
            getContext().stop(child);
            ActorRef<RemoteFeed.Command> asked = ask(seat.host, stood.node(), seat.own);
            ownChild = seat.own ? asked : ownChild;
        }
    }

    private FeedRule.Others others() {
        if (!own.joinable()) {
            return FeedRule.Others.NONE;
        }
        if (getContext().getSystem().uptime() < AWAITED_S) {
            return FeedRule.Others.AWAITED;
        }
        boolean patient = ready || nanoClock.getAsLong() - startNs < PATIENCE_NS;
        return patient ? FeedRule.Others.MAY_COME : FeedRule.Others.NONE;
    }

    /** How a node stands to what the run has by now. */
    private FeedRule.Seat standing(Seat seat) {
        RemoteFeed.Stands stands = seat.stands;
        Standing standing = stands.standing();
        String reason = stands.reason();
        boolean opened = standing == Standing.HAS || standing == Standing.SILENT;
        for (Keep addition : opened ? kept.subList(seat.since, kept.size()) : List.<Keep>of()) {
            ShardSupervisor.Answer answer = seat.answers.get(addition.added());
            if (answer == null) {
                standing = standing == Standing.HAS ? Standing.ASKED : standing;
            } else if (answer instanceof ShardSupervisor.AddFailed failed) {
                return new FeedRule.Seat(stands.node(), seat.own, Standing.LACKS, failed.reason());
            } else if (!same(((ShardSupervisor.Added) answer).shards(), addition.shards())) {
                return new FeedRule.Seat(
                        stands.node(),
                        seat.own,
                        Standing.LACKS,
                        "it has other shards under " + addition.added().paths());
            }
        }
        return new FeedRule.Seat(stands.node(), seat.own, standing, reason);
    }

    private static boolean same(List<ListedShard> found, List<ListedShard> listed) {
        return found.stream()
                .map(ListedShard::entry)
                .toList()
                .equals(listed.stream().map(ListedShard::entry).toList());
    }

    private void take(ActorRef<RemoteFeed.Command> child, String reason) {
        Seat seat = seats.get(child);
        ShardListing listing = seat.stands.opened().listing();
        if (request.begins()) {
            String difference = difference(seat.stands);
            if (!difference.isEmpty()) {
                fail(difference);
                return;
            }
            request = request.listing(listing.sets());
        }
        waits("");
        current = child;
        left = "";
        triedAgain = false;
        Source source = new Source(seat.stands.opened().endpoint(), seat.own, reason);
        getContext().getLog().info("run {}: {}", request.run(), reason);
        if (serve != null) {
            child.tell(new RemoteFeed.Serve(serve));
        }
        owner.tell(ready ? new Moved(source) : new Ready(listing, source));
        ready = true;
    }

    /** A run does not begin while nodes would train different data under its paths. */
    private String difference(RemoteFeed.Stands first) {
        for (Seat seat : seats.values()) {
            if (seat.stands.opened() != null) {
                String said =
                        first.opened().listing().difference(seat.stands.opened().listing());
                if (!said.isEmpty()) {
                    return "nodes have different shards under the paths of data.train, so none of them is trained: of "
                            + first.node() + " and " + seat.stands.node() + ", " + said
                            + "; copy the right ones to both";
                }
            }
        }
        return "";
    }

    private void waits(String reason) {
        if (!reason.equals(waits)) {
            waits = reason;
            owner.tell(new Waits(reason));
        }
    }

    private void fail(String reason) {
        if (!over) {
            over = true;
            owner.tell(new Failed(reason));
        }
    }

    private Behavior<Command> onServe(Serve order) {
        serve = order.order();
        if (current != null) {
            current.tell(new RemoteFeed.Serve(serve));
        }
        return this;
    }

    // ---- additions

    private Behavior<Command> onOffer(Offer offer) {
        offering = offer.added();
        // by the answers to what the run has already its nodes are known to have it
        if (kept.stream().noneMatch(addition -> addition.added().equals(offering))) {
            seats.values().forEach(seat -> seat.answers.remove(offering));
        }
        seats.keySet().forEach(child -> child.tell(new RemoteFeed.Add(offering)));
        settleOffer();
        return this;
    }

    /** The node that feeds the run says what is added; where it cannot, another one that can will feed the run. */
    private void settleOffer() {
        if (offering == null) {
            return;
        }
        Seat feeding = current == null ? null : seats.get(current);
        ShardSupervisor.Answer first = feeding == null ? null : feeding.answers.get(offering);
        if (first instanceof ShardSupervisor.Added added) {
            offered(added);
            return;
        }
        if (feeding != null && first == null && feeding.stands.standing() == Standing.HAS) {
            return;
        }
        boolean open = false;
        List<String> refusals = new ArrayList<>();
        for (Seat seat : seats.values()) {
            ShardSupervisor.Answer answer = seat.answers.get(offering);
            if (answer instanceof ShardSupervisor.Added added) {
                offered(added);
                return;
            }
            if (answer instanceof ShardSupervisor.AddFailed failed) {
                refusals.add(seat.stands.node() + ": " + failed.reason());
            }
            open |= answer == null && standing(seat).standing() == Standing.HAS;
        }
        if (!open) {
            ShardRequest.Added refused = offering;
            offering = null;
            owner.tell(new NotOffered(
                    refused, refusals.isEmpty() ? "no node feeds the run at present" : refusal(first, refusals)));
        }
    }

    /** Of several nodes the one that feeds the run need not be the one that should have them. */
    private static String refusal(ShardSupervisor.Answer first, List<String> refusals) {
        boolean alone = refusals.size() == 1 && first instanceof ShardSupervisor.AddFailed;
        return alone ? ((ShardSupervisor.AddFailed) first).reason() : String.join("; ", refusals);
    }

    private void offered(ShardSupervisor.Added added) {
        offering = null;
        owner.tell(new Offered(added.added(), added.shards(), added.packed()));
    }

    private Behavior<Command> onKeep(Keep keep) {
        kept.add(keep);
        request = request.with(keep.added(), keep.shards());
        decide();
        return this;
    }
}
