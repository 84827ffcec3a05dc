package org.steelworks.data.actor;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.protocol.WireMessage;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.BlockSource;
import org.steelworks.data.shard.PackedWith;
import org.steelworks.data.shard.ShardCopies;
import org.steelworks.data.shard.ShardListing;
import org.steelworks.data.shard.ShardOffer;

/**
 * Owns the open shards of one run on a node and has them fed by the node's {@link FeedAgent}. Every {@link Open} is
 * answered, with {@link Opened} or {@link OpenFailed}; the asker then learns of a {@link FeedFailed} at any later
 * time, and in answer to each further {@link Serve}. {@link Serve} may be sent again and may come before the shards are
 * open, those of an {@link Add} included: the newest generation counts. {@link Add} may be repeated, too. Nothing survives
 * the actor's end; it closes the shards once nobody reads them.
 *
 * <p>Transitions: IDLE → OPENING (Open); OPENING → OPEN or IDLE (shards opened or not); any → CLOSING (Stop) → ended. While
 * OPEN, additions are opened one after the other.
 */
public final class ShardSupervisor extends AbstractBehavior<ShardSupervisor.Command> {
    /** To a supervisor. */
    public sealed interface Command {}

    /** Open shards; the same request again is answered the same. */
    public record Open(ShardRequest request, ActorRef<Answer> replyTo) implements Command, WireMessage {}

    /**
     * Feed this generation.
     *
     * @param ledger whose samples it trains
     */
    public record Serve(long generation, List<Member> members, List<Endpoint> endpoints, DataLedger ledger)
            implements Command, WireMessage {
        public Serve {
            members = List.copyOf(members);
            endpoints = List.copyOf(endpoints);
            if (members.size() != endpoints.size()) {
                throw new IllegalArgumentException("generation " + generation + " has " + members.size()
                        + " members and " + endpoints.size() + " endpoints");
            }
        }
    }

    /** Open further shards; answered with {@link Added} or {@link AddFailed}. The run may be given them or not. */
    public record Add(ShardRequest.Added added) implements Command, WireMessage {}

    /** Answered with {@link Here}. */
    public record Ping() implements Command, WireMessage {}

    /** Feed nobody any more, close the shards, and end. */
    public record Stop(String reason) implements Command, WireMessage {}

    private record ShardsOpen(RunShards shards) implements Command {}

    private record ShardsRefused(String reason) implements Command {}

    private record Offered(ShardRequest.Added added, ShardOffer offer, String refusal) implements Command {}

    private record FeedStopped(String reason) implements Command {}

    private record NobodyReads(String failure) implements Command {}

    /** From a supervisor. */
    public sealed interface Answer extends WireMessage {
        RunId run();
    }

    /**
     * The shards are open.
     *
     * @param node name of the node
     * @param listing what they are
     * @param endpoint where workers ask for blocks
     * @param supervisor who takes further messages
     */
    public record Opened(RunId run, String node, ShardListing listing, Endpoint endpoint, ActorRef<Command> supervisor)
            implements Answer {}

    /** The shards cannot be used; Open may be tried again. */
    public record OpenFailed(RunId run, String node, String reason) implements Answer {}

    /** Further shards are open. */
    public record Added(RunId run, ShardRequest.Added added, List<ListedShard> shards, List<PackedWith> packed)
            implements Answer {
        public Added {
            shards = List.copyOf(shards);
            packed = List.copyOf(packed);
        }
    }

    /** Further shards cannot be used. */
    public record AddFailed(RunId run, ShardRequest.Added added, String reason) implements Answer {}

    /** The supervisor is alive; {@code generation} is the newest that it was told to feed, 0 for none. */
    public record Here(RunId run, long generation) implements Answer {}

    /** The run is fed no longer: a shard changed, a member cannot be reached, or the feed ended. A new supervisor can begin anew. */
    public record FeedFailed(RunId run, String reason) implements Answer {}

    private enum State {
        IDLE,
        OPENING,
        OPEN,
        CLOSING
    }

    private final FeedAgent agent;
    private final ShardCopies copies;
    private final String node;
    private final Executor blocking;
    private final Deque<ShardRequest.Added> additions = new ArrayDeque<>();
    private final Map<ShardRequest.Added, Answer> answered = new HashMap<>();
    private State state = State.IDLE;
    private Open open;
    private CompletableFuture<RunShards> opening;
    private CompletableFuture<ShardOffer> adding;
    private RunShards shards;
    private BlockSource source;
    private DataLedger sourceLedger;
    private Serve serve;
    private long fed;
    private String failure;

    /**
     * Creates the behaviour of one run's supervisor.
     *
     * @param copies where the node has shards
     * @param node its name
     */
    public static Behavior<Command> create(FeedAgent agent, ShardCopies copies, String node) {
        return Behaviors.setup(context -> new ShardSupervisor(context, agent, copies, node));
    }

    private ShardSupervisor(ActorContext<Command> context, FeedAgent agent, ShardCopies copies, String node) {
        super(context);
        this.agent = agent;
        this.copies = copies;
        this.node = node;
        this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Open.class, this::onOpen)
                .onMessage(Serve.class, this::onServe)
                .onMessage(Add.class, this::onAdd)
                .onMessage(Offered.class, this::onOffered)
                .onMessage(Ping.class, this::onPing)
                .onMessage(Stop.class, this::onStop)
                .onMessage(ShardsOpen.class, this::onShardsOpen)
                .onMessage(ShardsRefused.class, this::onShardsRefused)
                .onMessage(FeedStopped.class, this::onFeedStopped)
                .onMessage(NobodyReads.class, this::onNobodyReads)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onOpen(Open asked) {
        if (state == State.CLOSING) {
            refuse(asked, "its shards are being closed");
        } else if (state != State.IDLE && !asked.request().equals(open.request())) {
            refuse(
                    asked,
                    "this supervisor already has other shards of run "
                            + open.request().run());
        } else if (failure != null) {
            refuse(asked, failure);
        } else {
            open = asked;
            if (state == State.IDLE) {
                begin();
            } else if (state == State.OPEN) {
                answerOpened();
            }
        }
        return this;
    }

    private void refuse(Open asked, String reason) {
        asked.replyTo().tell(new OpenFailed(asked.request().run(), node, reason));
    }

    private void begin() {
        transition(State.OPENING, "asked to");
        ShardRequest request = open.request();
        opening = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return RunShards.open(request, copies);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                blocking);
        getContext()
                .pipeToSelf(
                        opening,
                        (opened, error) -> error == null ? new ShardsOpen(opened) : new ShardsRefused(reason(error)));
    }

    private static String reason(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof InvalidShard || cause instanceof IllegalArgumentException
                ? cause.getMessage()
                : cause.toString();
    }

    private Behavior<Command> onShardsOpen(ShardsOpen done) {
        shards = done.shards();
        if (state == State.CLOSING) {
            return ended();
        }
        transition(State.OPEN, "shards are open");
        answerOpened();
        feed();
        return this;
    }

    private void answerOpened() {
        open.replyTo()
                .tell(new Opened(
                        run(),
                        node,
                        shards.listing(),
                        agent.endpoint(),
                        getContext().getSelf()));
    }

    private Behavior<Command> onShardsRefused(ShardsRefused refused) {
        if (state == State.CLOSING) {
            return ended();
        }
        transition(State.IDLE, refused.reason());
        refuse(open, refused.reason());
        return this;
    }

    private Behavior<Command> onPing(Ping ping) {
        if (open != null) {
            open.replyTo().tell(new Here(run(), serve == null ? 0 : serve.generation()));
        }
        return this;
    }

    // ---- further shards

    private Behavior<Command> onAdd(Add add) {
        Answer known = answered.get(add.added());
        if (known instanceof Added) {
            open.replyTo().tell(known);
        } else if (state == State.OPEN && !additions.contains(add.added())) {
            answered.remove(add.added());
            additions.add(add.added());
            openNext();
        }
        return this;
    }

    private void openNext() {
        ShardRequest.Added next = additions.peek();
        if (next == null || adding != null) {
            return;
        }
        RunShards present = shards;
        adding = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return present.offer(next);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                blocking);
        getContext()
                .pipeToSelf(adding, (offer, error) -> new Offered(next, offer, error == null ? null : reason(error)));
    }

    private Behavior<Command> onOffered(Offered offered) {
        adding = null;
        if (state != State.OPEN) {
            if (offered.offer() != null) {
                offered.offer().close();
            }
            return this;
        }
        additions.remove();
        Answer answer = offered.offer() == null
                ? new AddFailed(run(), offered.added(), offered.refusal())
                : new Added(
                        run(),
                        offered.added(),
                        offered.offer().listed(),
                        offered.offer().packed());
        if (offered.offer() != null) {
            shards = shards.with(offered.added().set(), offered.offer());
        }
        answered.put(offered.added(), answer);
        open.replyTo().tell(answer);
        openNext();
        feed();
        return this;
    }

    // ---- feeding

    private Behavior<Command> onServe(Serve asked) {
        if (state != State.CLOSING && (serve == null || asked.generation() >= serve.generation())) {
            serve = asked;
            feed();
        }
        return this;
    }

    private void feed() {
        if (state != State.OPEN || serve == null || !additions.isEmpty()) {
            return;
        }
        if (failure != null) {
            tellFailure();
            return;
        }
        if (fed == serve.generation()) {
            return;
        }
        fed = serve.generation();
        ActorRef<Command> self = getContext().getSelf();
        try {
            if (!serve.ledger().equals(sourceLedger)) {
                source = shards.source(serve.ledger());
                sourceLedger = serve.ledger();
            }
        } catch (InvalidShard e) {
            self.tell(new FeedStopped(e.getMessage()));
            return;
        }
        FeedOrder order = shards.order(serve.generation(), serve.members(), serve.endpoints(), source);
        if (!agent.serve(order, reason -> self.tell(new FeedStopped(reason)))) {
            self.tell(new FeedStopped("the feed of this node takes no commands, too many wait; look at its disk"));
        }
    }

    private Behavior<Command> onFeedStopped(FeedStopped stopped) {
        if (state == State.OPEN && failure == null) {
            failure = stopped.reason();
            getContext().getLog().warn("run {} is fed no longer: {}", run(), failure);
            tellFailure();
        }
        return this;
    }

    private void tellFailure() {
        open.replyTo().tell(new FeedFailed(run(), failure));
    }

    private Behavior<Command> onStop(Stop stop) {
        State before = state;
        transition(State.CLOSING, stop.reason());
        return switch (before) {
            case IDLE -> ended();
            case OPENING, CLOSING -> this;
            case OPEN -> {
                getContext()
                        .pipeToSelf(
                                agent.stopServing(run()),
                                (done, error) -> new NobodyReads(error == null ? null : reason(error)));
                yield this;
            }
        };
    }

    private Behavior<Command> onNobodyReads(NobodyReads answer) {
        if (answer.failure() != null) {
            getContext().getLog().warn("shards of run {} stay open: {}", run(), answer.failure());
            shards = null;
        }
        return ended();
    }

    private Behavior<Command> ended() {
        if (shards != null) {
            shards.close();
        }
        shards = null;
        opening = null;
        closeOffer();
        return Behaviors.stopped();
    }

    /** Ended from outside: what is open or opening is closed once nobody reads it. */
    private Behavior<Command> onPostStop() {
        if (shards != null) {
            RunShards left = shards;
            var unused = agent.stopServing(run()).thenRun(left::close);
        } else if (state == State.OPENING || state == State.CLOSING && opening != null) {
            var unused = opening.thenAccept(RunShards::close);
        }
        closeOffer();
        return this;
    }

    /** What is being opened when the actor ends is closed at once. */
    private void closeOffer() {
        if (adding != null) {
            var unused = adding.thenAccept(ShardOffer::close);
            adding = null;
        }
    }

    private RunId run() {
        return open.request().run();
    }

    private void transition(State next, String reason) {
        getContext().getLog().debug("shards of {}: {} -> {}, {}", open == null ? "no run" : run(), state, next, reason);
        state = next;
    }
}
