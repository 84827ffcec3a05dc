package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
import org.steelworks.core.job.JobAnswer;
import org.steelworks.core.job.RunCommand;
import org.steelworks.core.job.RunRequest;
import org.steelworks.core.job.RunUpdate;
import org.steelworks.core.run.RunAssignment;
import org.steelworks.core.run.RunCoordinator;
import org.steelworks.core.run.RunFeed;
import org.steelworks.core.run.machine.RunPlanSettings;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.InvalidMixture;
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
 * → running. Commands that come while data are opened wait; so do changes of the data while another one is under way.
 */
final class PretrainLauncher extends AbstractBehavior<PretrainLauncher.Message> {
    private static final int STASHED = 64;

    sealed interface Message {}

    private record Asked(RunCommand command) implements Message {}

    private record Opened(RunData data, Throwable failure) implements Message {}

    private record ShardsOpened(RunCommand.AddData asked, AddedShards added, Throwable failure) implements Message {}

    private record Changed(RunCommand.ChangeData asked, JobAnswer kept, Throwable failure) implements Message {}

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
    private final Executor blocking;
    private ActorRef<RunCoordinator.Command> coordinator;
    private RunData data;
    private RunFiles files;
    /** The change of the data under way, or null. */
    private RunCommand.ChangeData changing;
    /** Why the run cannot begin, or null. */
    private Throwable failure;

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
        this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        CompletionStage<RunData> opening = CompletableFuture.supplyAsync(this::open, blocking);
        context.pipeToSelf(opening, Opened::new);
    }

    private RunData open() {
        RunSpec spec = request.recipe().spec();
        try {
            Path dir = request.dir();
            String refusal = FolderRecipe.refusal(dir, request.recipe().resolvedYaml(), LocalNode.recipes());
            if (refusal != null) {
                throw new IOException(refusal);
            }
            RunData opened = RunData.open(spec, dir);
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
                .onMessage(ShardsOpened.class, this::onShardsOpened)
                .onMessage(Changed.class, this::onChanged)
                .onSignal(PostStop.class, stopped -> onPostStop())
                .build();
    }

    private Behavior<Message> onAsked(Asked asked) {
        if (asked.command() instanceof RunCommand.ChangeData change) {
            onChangeData(asked, change);
        } else if (coordinator != null) {
            coordinator.tell(new RunCoordinator.Asked(asked.command()));
        } else if (failure == null) {
            waiting.stash(asked);
        }
        return this;
    }

    private void onChangeData(Asked asked, RunCommand.ChangeData change) {
        if (failure != null) {
            change.replyTo().tell(DataAnswers.refused(failure));
        } else if (coordinator == null || changing != null) {
            if (waiting.isFull()) {
                change.replyTo()
                        .tell(DataAnswers.refused(
                                new IOException("too many changes of the data wait already: try later")));
            } else {
                waiting.stash(asked);
            }
        } else {
            changing = change;
            if (change instanceof RunCommand.AddData add) {
                getContext()
                        .pipeToSelf(
                                CompletableFuture.supplyAsync(() -> openShards(add), blocking),
                                (added, refused) -> new ShardsOpened(add, added, refused));
            } else {
                mix((RunCommand.MixData) change);
            }
        }
    }

    private void mix(RunCommand.MixData asked) {
        try {
            Map<Integer, Double> weights = AskedWeights.of(request.recipe().spec(), asked.weights());
            keep(asked, files.mixData(weights).thenApply(kept -> DataAnswers.mixed(request.job(), kept)));
        } catch (InvalidMixture e) {
            getContext().getSelf().tell(new Changed(asked, null, e));
        }
    }

    /** Whoever still waits hears that nothing was changed; what was kept just now comes in when the run goes on. */
    private Behavior<Message> onPostStop() {
        JobAnswer ended = DataAnswers.refused(new IOException("the run of job " + request.job()
                + " ended before the change was kept: ask again, what was kept already is refused then"));
        if (changing != null) {
            changing.replyTo().tell(ended);
        }
        waiting.forEach(message -> {
            if (message instanceof Asked asked && asked.command() instanceof RunCommand.ChangeData change) {
                change.replyTo().tell(ended);
            }
        });
        closeData();
        return this;
    }

    private AddedShards openShards(RunCommand.AddData asked) {
        try {
            return AddedShards.open(
                    request.recipe().spec(),
                    data.record(),
                    asked.paths().stream().map(Path::of).toList(),
                    asked.set());
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private Behavior<Message> onShardsOpened(ShardsOpened opened) {
        if (opened.failure() != null) {
            return onChanged(new Changed(opened.asked(), null, opened.failure()));
        }
        data.take(opened.added());
        Addition addition = opened.added().addition();
        keep(opened.asked(), files.addData(addition).thenApply(done -> DataAnswers.added(request.job(), addition)));
        return this;
    }

    private void keep(RunCommand.ChangeData asked, CompletionStage<JobAnswer> kept) {
        getContext().pipeToSelf(kept, (answer, failure) -> new Changed(asked, answer, failure));
    }

    private Behavior<Message> onChanged(Changed changed) {
        changing = null;
        if (changed.failure() == null) {
            coordinator.tell(new RunCoordinator.DataWait());
        }
        changed.asked()
                .replyTo()
                .tell(changed.failure() == null ? changed.kept() : DataAnswers.refused(changed.failure()));
        return waiting.unstashAll(this);
    }

    private Behavior<Message> onOpened(Opened opened) {
        if (opened.failure() != null) {
            Throwable cause =
                    opened.failure() instanceof CompletionException wrapped ? wrapped.getCause() : opened.failure();
            getContext().getLog().debug("run {} cannot open its data", request.job(), cause);
            failure = cause;
            request.replyTo().tell(new RunUpdate.Failed(0, String.valueOf(cause.getMessage())));
            return waiting.unstashAll(this);
        }
        data = opened.data();
        data.notes().forEach(note -> getContext().getLog().info("run {}: {}", request.job(), note));
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
        files = new RunFiles(folder, node.clock(), System::nanoTime, watchers);
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
        return opened.folder(new RunId(request.job().value()), request.dir(), request.recipe(), request.fence());
    }

    private void closeData() {
        if (data != null) {
            node.feeds().close(new RunId(request.job().value()), data);
        }
    }
}
