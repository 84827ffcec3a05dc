package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.steelworks.checkpoint.policy.SaveSchedule;
import org.steelworks.core.id.RunId;
import org.steelworks.core.job.RunCommand;
import org.steelworks.core.job.RunRequest;
import org.steelworks.core.job.RunUpdate;
import org.steelworks.core.run.RunAssignment;
import org.steelworks.core.run.RunCoordinator;
import org.steelworks.core.run.RunFeed;
import org.steelworks.core.run.machine.RunPlanSettings;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.ops.metrics.Meters;
import org.steelworks.ops.metrics.RunSinks;
import org.steelworks.ops.run.FolderRecipe;
import org.steelworks.ops.run.RunFiles;
import org.steelworks.ops.run.RunFolder;
import org.steelworks.ops.run.RunLog;
import org.steelworks.ops.run.RunNews;
import org.steelworks.ops.status.ActorHealth;

/**
 * Starts a training run: opens its data on the blocking dispatcher, then its coordinator, which it owns. States: opening
 * → running. Commands that come while data are opened wait.
 */
final class PretrainLauncher extends AbstractBehavior<PretrainLauncher.Message> {
    private static final int STASHED = 64;

    sealed interface Message {}

    private record Asked(RunCommand command) implements Message {}

    private record Opened(RunData data, Throwable failure) implements Message {}

    /** What a run needs of its node. */
    record Surroundings(
            DataFeeds feeds,
            Consumer<RunNews> watcher,
            Clock clock,
            Meters meters,
            ActorHealth health,
            String nodeName) {}

    private final RunRequest request;
    private final Surroundings node;
    private final StashBuffer<Message> waiting;
    private ActorRef<RunCoordinator.Command> coordinator;
    private RunData data;

    static Behavior<RunCommand> launch(RunRequest request, Surroundings node) {
        Behavior<Message> behavior = Behaviors.setup(
                context -> Behaviors.withStash(STASHED, stash -> new PretrainLauncher(context, stash, request, node)));
        return Behaviors.transformMessages(
                RunCommand.class, behavior, commands -> commands.match(RunCommand.class, Asked::new));
    }

    private PretrainLauncher(
            ActorContext<Message> context, StashBuffer<Message> waiting, RunRequest request, Surroundings node) {
        super(context);
        this.request = request;
        this.node = node;
        this.waiting = waiting;
        Executor blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        CompletionStage<RunData> opening = CompletableFuture.supplyAsync(this::open, blocking);
        context.pipeToSelf(opening, Opened::new);
    }

    private RunData open() {
        RunSpec spec = request.recipe().spec();
        try {
            RunData opened = RunData.open(spec);
            try {
                FolderRecipe.requireSame(folder(opened), LocalNode.recipes());
                return opened;
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Opened.class, this::onOpened)
                .onMessage(Asked.class, this::onAsked)
                .onSignal(PostStop.class, stopped -> {
                    closeData();
                    return this;
                })
                .build();
    }

    private Behavior<Message> onAsked(Asked asked) {
        if (coordinator == null) {
            waiting.stash(asked);
        } else {
            coordinator.tell(new RunCoordinator.Asked(asked.command()));
        }
        return this;
    }

    private Behavior<Message> onOpened(Opened opened) {
        if (opened.failure() != null) {
            Throwable cause = opened.failure() instanceof java.util.concurrent.CompletionException wrapped
                    ? wrapped.getCause()
                    : opened.failure();
            getContext().getLog().debug("run {} cannot open its data", request.job(), cause);
            request.replyTo().tell(new RunUpdate.Failed(0, String.valueOf(cause.getMessage())));
            return this;
        }
        data = opened.data();
        RunId run = new RunId(request.job().value());
        RunSpec spec = request.recipe().spec();
        RunFolder folder = folder(data);
        SaveSchedule saves = SaveSchedule.of(spec.checkpoint(), spec.train().steps());
        RunAssignment assignment = RunAssignment.of(
                run,
                spec,
                folder.checkpoints().toString(),
                RunPlanSettings.WEIGHTS_DIGEST_EVERY,
                step -> saves.decide(step).due(),
                data.validationBatches(),
                request.workers(),
                request.fence());
        RunFeed feed = node.feeds().open(run, data);
        Consumer<RunNews> watchers = new RunLog(request.dir(), node.clock()).andThen(node.watcher());
        RunFiles files = new RunFiles(folder, node.clock(), System::nanoTime, watchers);
        coordinator = getContext()
                .spawn(
                        node.health()
                                .watched(
                                        RunCoordinator.Command.class,
                                        "run coordinator",
                                        RunCoordinator.create(
                                                assignment, files, feed, request.replyTo(), node.clock())),
                        "coordinator",
                        ActorHealth.props());
        getContext()
                .spawn(
                        RunSinks.create(
                                request.job().value(), request.dir(), node.meters(), node.clock(), node.nodeName()),
                        "sinks",
                        DispatcherSelector.blocking());
        getContext().watch(coordinator);
        return waiting.unstashAll(this);
    }

    private RunFolder folder(RunData opened) {
        RunSpec spec = request.recipe().spec();
        Path checkpoints = RunFolder.checkpoints(request.dir(), spec.checkpoint());
        return new RunFolder(
                new RunId(request.job().value()),
                request.dir(),
                checkpoints,
                request.recipe().resolvedYaml(),
                opened.recipeDigest(),
                opened.tokenizerDigest(),
                spec.model().spec(),
                opened.ledger(),
                opened.feed(),
                spec.data().sequenceLength(),
                spec.checkpoint().keep(),
                request.fence());
    }

    private void closeData() {
        if (data != null) {
            node.feeds().close(new RunId(request.job().value()), data);
        }
    }
}
