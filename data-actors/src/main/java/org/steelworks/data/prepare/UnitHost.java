package org.steelworks.data.prepare;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.steelworks.core.protocol.WireMessage;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.clean.recipe.OperatorRecipeReader;
import org.steelworks.data.flow.FailureText;
import org.steelworks.data.flow.PrepareFlow;
import org.steelworks.data.unit.DurableStore;

/**
 * Does units of cleanings on a data node: one for each node with the role {@code data}, found through the receptionist.
 *
 * <p>Contract: {@link Do} may be repeated at will; an attempt is made at most once, and its end is told again to whoever
 * repeats. When the asker is gone, the attempt is given up and forgotten. Beyond as many units in work as the node has
 * threads (at least {@value #FEWEST}) an order is returned at once, so memory is bounded whatever arrives.
 */
public final class UnitHost extends AbstractBehavior<UnitHost.Command> {
    /** Under which all hosts of the cluster are registered. */
    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "unit-hosts");

    /** One is read and written while the other is cleaned. */
    private static final int FEWEST = 2;

    private static final Duration LOOK_ROUND = Duration.ofMinutes(1);

    /** To a host. */
    public sealed interface Command permits Do, Told, Checked, Over, AskerGone, LookRound {}

    /** Make this attempt, and tell the asker of it. */
    record Do(UnitOrder order, ActorRef<UnitReport> replyTo) implements Command, WireMessage {}

    private record Told(UnitReport report) implements Command {}

    /** What stands in the way of an attempt, or what it needs to begin. */
    private record Checked(String attempt, OperatorRecipe recipe, String obstacle) implements Command {}

    private record Over(String attempt) implements Command {}

    private record AskerGone(String attempt) implements Command {}

    private record LookRound() implements Command {}

    /** An attempt whose asker is there. */
    private static final class Held {
        private final Do order;
        private PrepareFlow flow;
        private UnitReport end;

        Held(Do order) {
            this.order = order;
        }
    }

    private final int threads;
    private final LongSupplier nanoClock;
    private final ExecutorService cleaning;
    private final Executor blocking;
    private final ActorRef<UnitReport> reports;
    private final HostRecipes recipes = new HostRecipes();
    private final Map<String, Held> held = new HashMap<>();
    /** Attempts that hold memory and threads, those given up included until they have ended. */
    private final Set<String> working = new HashSet<>();

    private boolean idle;

    /**
     * A host.
     *
     * @param threads that run operators; streams run on the blocking dispatcher
     */
    public static Behavior<Command> create(int threads) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new UnitHost(context, timers, threads, System::nanoTime)));
    }

    /**
     * Keeps a host alive. One that failed is followed by another under another reference, so that whoever waits for the
     * first hears of its end, and no attempt is made twice.
     */
    public static Behavior<Void> kept(Behavior<Command> host, Props props) {
        return Behaviors.setup(context -> {
            context.watch(context.spawnAnonymous(host, props));
            return Behaviors.receive(Void.class)
                    .onSignal(Terminated.class, ended -> {
                        context.getLog().error("the unit host of this node failed, another one follows");
                        context.watch(context.spawnAnonymous(host, props));
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private UnitHost(
            ActorContext<Command> context, TimerScheduler<Command> timers, int threads, LongSupplier nanoClock) {
        super(context);
        this.threads = threads;
        this.nanoClock = nanoClock;
        this.cleaning = CleaningThreads.start(threads);
        this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        this.reports = context.messageAdapter(UnitReport.class, Told::new);
        timers.startTimerWithFixedDelay(new LookRound(), LOOK_ROUND);
        context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Do.class, this::onDo)
                .onMessage(Checked.class, this::onChecked)
                .onMessage(Told.class, this::onTold)
                .onMessage(Over.class, this::onOver)
                .onMessage(AskerGone.class, this::onAskerGone)
                .onMessage(LookRound.class, this::onLookRound)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Command> onDo(Do order) {
        String attempt = order.order().attempt();
        Held known = held.get(attempt);
        if (known != null) {
            if (known.end != null) {
                order.replyTo().tell(known.end);
            }
            return this;
        }
        if (working.size() >= Math.max(FEWEST, threads)) {
            order.replyTo()
                    .tell(new UnitReport.Returned(
                            attempt, UnitReport.Why.BUSY, "it has " + working.size() + " units in work"));
            return this;
        }
        held.put(attempt, new Held(order));
        working.add(attempt);
        getContext().watchWith(order.replyTo(), new AskerGone(attempt));
        getContext()
                .pipeToSelf(
                        CompletableFuture.supplyAsync(() -> check(order.order()), blocking),
                        (checked, failure) ->
                                failure == null ? checked : new Checked(attempt, null, FailureText.of(failure)));
        return this;
    }

    private Checked check(UnitOrder order) {
        try {
            Optional<String> obstacle = SharedFiles.obstacle(order);
            if (obstacle.isPresent()) {
                return new Checked(order.attempt(), null, obstacle.get());
            }
            OperatorRecipeReader.RecipeFile recipe = recipes.of(order.rules().recipe());
            return recipe.digest().equals(order.rules().recipeDigest())
                    ? new Checked(order.attempt(), recipe.recipe(), null)
                    : new Checked(
                            order.attempt(),
                            null,
                            "model files of the recipe "
                                    + order.rules().recipe().file()
                                    + " are others there; data nodes need the same models under one path");
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private Behavior<Command> onChecked(Checked checked) {
        Held attempt = held.get(checked.attempt());
        if (attempt == null) {
            working.remove(checked.attempt());
        } else if (checked.obstacle() != null) {
            working.remove(checked.attempt());
            end(attempt, new UnitReport.Returned(checked.attempt(), UnitReport.Why.UNFIT, checked.obstacle()));
        } else {
            UnitOrder order = attempt.order.order();
            attempt.flow = new PrepareFlow(
                    order.plan(checked.recipe(), threads), order.unitFolder(), new DurableStore(), cleaning, nanoClock);
            ActorRef<UnitActor.Command> unit = getContext()
                    .spawnAnonymous(UnitActor.create(attempt.flow, order.unit(), checked.attempt(), reports));
            getContext().watchWith(unit, new Over(checked.attempt()));
        }
        return this;
    }

    private Behavior<Command> onTold(Told told) {
        Held attempt = held.get(told.report().attempt());
        if (told.report() instanceof UnitReport.Read) {
            if (attempt != null) {
                attempt.order.replyTo().tell(told.report());
            }
            return this;
        }
        // before the asker hears of it and sends the next
        working.remove(told.report().attempt());
        if (attempt != null) {
            end(attempt, told.report());
        }
        return this;
    }

    private static void end(Held attempt, UnitReport report) {
        attempt.end = report;
        attempt.order.replyTo().tell(report);
    }

    private Behavior<Command> onOver(Over over) {
        working.remove(over.attempt());
        Held attempt = held.get(over.attempt());
        if (attempt != null && attempt.end == null) {
            end(attempt, new UnitReport.Failed(over.attempt(), "its actor ended without a result, see the node's log"));
        }
        return this;
    }

    private Behavior<Command> onAskerGone(AskerGone gone) {
        Held attempt = held.remove(gone.attempt());
        if (attempt != null && attempt.flow != null && attempt.end == null) {
            getContext().getLog().info("attempt {} is given up: its coordinator is gone", gone.attempt());
            attempt.flow.abort();
        }
        return this;
    }

    private Behavior<Command> onLookRound(LookRound round) {
        if (idle && working.isEmpty()) {
            recipes.forget();
        }
        idle = working.isEmpty();
        return this;
    }

    private Behavior<Command> onPostStop(PostStop signal) {
        held.values().stream().filter(attempt -> attempt.flow != null).forEach(attempt -> attempt.flow.abort());
        cleaning.shutdown();
        return this;
    }
}
