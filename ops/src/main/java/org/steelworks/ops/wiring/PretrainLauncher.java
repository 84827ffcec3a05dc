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
import org.steelworks.core.run.machine.RunPlanSettings;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.data.actor.RunFeeder;
import org.steelworks.data.actor.ShardRequest;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.growth.InvalidMixture;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.ops.metrics.Meters;
import org.steelworks.ops.metrics.RunSinks;
import org.steelworks.ops.run.FolderRecipe;
import org.steelworks.ops.run.RunDataFile;
import org.steelworks.ops.run.RunFiles;
import org.steelworks.ops.run.RunFolder;
import org.steelworks.ops.run.RunLog;
import org.steelworks.ops.run.RunNews;
import org.steelworks.ops.status.ActorHealth;

/**
 * Starts a training run: has a node open its data, then starts its coordinator, which it owns, and tells it when another
 * node feeds the run. States: looking into the folder → having data opened → making the book of them → running. Commands
 * that come before wait; so do changes of the data while another one is under way.
 */
final class PretrainLauncher extends AbstractBehavior<PretrainLauncher.Message> {
    private static final int STASHED = 64;

    sealed interface Message {}

    private record Asked(RunCommand command) implements Message {}

    private record Looked(ShardRequest shards, DataRecord known, Throwable failure) implements Message {}

    private record Fed(RunFeeder.Report report) implements Message {}

    private record Opened(DataBook book, Throwable failure) implements Message {}

    private record ShardsFit(Addition addition, Throwable failure) implements Message {}

    /** A change of the data is kept, or why not; the feeder has to know of {@code then}, where it is not null. */
    private record Changed(JobAnswer kept, RunFeeder.Keep then, Throwable failure) implements Message {}

    /** What a run needs of its node. */
    record Surroundings(
            RunFeeder.OwnNode feeds, Consumer<RunNews> watcher, Clock clock, Meters meters, ActorHealth health) {}

    private final RunRequest request;
    private final Surroundings node;
    private final StashBuffer<Message> waiting;
    private final Executor blocking;
    private ActorRef<RunCoordinator.Command> coordinator;
    private ActorRef<RunFeeder.Command> feeder;
    private DataRecord known;
    private MovingFeed feed;
    private DataBook book;
    private RunFiles files;
    /** The change of the data under way, or null. */
    private RunCommand.ChangeData changing;
    /** What of it is being opened, where it is an addition; else null. */
    private ShardRequest.Added adding;
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
        context.pipeToSelf(
                CompletableFuture.supplyAsync(this::look, blocking),
                (looked, error) -> error == null ? looked : new Looked(null, null, error));
    }

    /** What is known before any shard is read: whether the folder may be used, and which shards the run needs. */
    private Looked look() {
        try {
            Path dir = request.dir();
            String refusal = FolderRecipe.refusal(dir, request.recipe().resolvedYaml(), LocalNode.recipes());
            if (refusal != null) {
                throw new IOException(refusal);
            }
            DataRecord record = RunDataFile.read(dir);
            return new Looked(DataBook.request(run(), request.recipe().spec(), dir, record), record, null);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private RunId run() {
        return new RunId(request.job().value());
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Looked.class, this::onLooked)
                .onMessage(Fed.class, this::onFed)
                .onMessage(Opened.class, this::onOpened)
                .onMessage(Asked.class, this::onAsked)
                .onMessage(ShardsFit.class, this::onShardsFit)
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
                open(add);
            } else {
                mix((RunCommand.MixData) change);
            }
        }
    }

    private void open(RunCommand.AddData asked) {
        try {
            adding = AddedShards.added(request.recipe().spec(), asked.paths(), asked.set());
            feeder.tell(new RunFeeder.Offer(adding));
        } catch (InvalidShard e) {
            getContext().getSelf().tell(new Changed(null, null, e));
        }
    }

    private void mix(RunCommand.MixData asked) {
        try {
            Map<Integer, Double> weights = AskedWeights.of(request.recipe().spec(), asked.weights());
            keep(files.mixData(weights).thenApply(kept -> DataAnswers.mixed(request.job(), kept)), null);
        } catch (InvalidMixture e) {
            getContext().getSelf().tell(new Changed(null, null, e));
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
        return this;
    }

    private Behavior<Message> onShardsFit(ShardsFit fit) {
        if (fit.failure() != null) {
            return refused(fit.failure());
        }
        Addition addition = fit.addition();
        keep(
                files.addData(addition).thenApply(done -> DataAnswers.added(request.job(), addition)),
                new RunFeeder.Keep(adding, addition.shards()));
        return this;
    }

    /** @param then what the feeder has to know once the change is kept, or null */
    private void keep(CompletionStage<JobAnswer> kept, RunFeeder.Keep then) {
        getContext().pipeToSelf(kept, (answer, error) -> new Changed(answer, then, error));
    }

    private Behavior<Message> onChanged(Changed changed) {
        if (changed.failure() != null) {
            return refused(changed.failure());
        }
        if (changed.then() != null) {
            feeder.tell(changed.then());
        }
        coordinator.tell(new RunCoordinator.DataWait());
        return answered(changed.kept());
    }

    private Behavior<Message> refused(Throwable why) {
        return answered(DataAnswers.refused(why));
    }

    private Behavior<Message> answered(JobAnswer answer) {
        RunCommand.ChangeData asked = changing;
        changing = null;
        adding = null;
        asked.replyTo().tell(answer);
        return waiting.unstashAll(this);
    }

    // ---- the data

    private Behavior<Message> onLooked(Looked looked) {
        if (looked.failure() != null) {
            return failed(looked.failure());
        }
        known = looked.known();
        ActorRef<RunFeeder.Report> reports = getContext().messageAdapter(RunFeeder.Report.class, Fed::new);
        feeder =
                getContext().spawn(RunFeeder.create(looked.shards(), request.fence(), node.feeds(), reports), "feeder");
        getContext().watch(feeder);
        return this;
    }

    private Behavior<Message> onFed(Fed fed) {
        RunFeeder.Report report = fed.report();
        if (report instanceof RunFeeder.Ready ready) {
            makeBook(ready);
        } else if (report instanceof RunFeeder.Moved moved) {
            feed.moved(moved.source());
            if (coordinator != null) {
                coordinator.tell(new RunCoordinator.FeedMoved(moved.source().reason()));
            }
        } else if (report instanceof RunFeeder.Waits waits) {
            request.replyTo().tell(new RunUpdate.Waiting(waits.reason()));
        } else if (report instanceof RunFeeder.Failed broken) {
            return onFeedFailed(broken.reason());
        } else if (adding != null && report instanceof RunFeeder.Offered offered) {
            getContext()
                    .pipeToSelf(
                            CompletableFuture.supplyAsync(() -> fit(offered), blocking),
                            (addition, error) -> new ShardsFit(addition, error));
        } else if (adding != null && report instanceof RunFeeder.NotOffered refused) {
            return refused(new InvalidShard(refused.reason()));
        }
        return this;
    }

    private void makeBook(RunFeeder.Ready ready) {
        feed = new MovingFeed(feeder, ready.source());
        getContext()
                .pipeToSelf(
                        CompletableFuture.supplyAsync(
                                () -> {
                                    try {
                                        DataBook opened = DataBook.of(
                                                request.recipe().spec(), request.dir(), known, ready.listing());
                                        FolderRecipe.requireSame(folder(opened), LocalNode.recipes());
                                        return opened;
                                    } catch (IOException e) {
                                        throw new CompletionException(e);
                                    }
                                },
                                blocking),
                        Opened::new);
    }

    private Behavior<Message> onFeedFailed(String reason) {
        if (coordinator == null) {
            return failed(new InvalidShard(reason));
        }
        feed.failed(reason);
        return this;
    }

    private Addition fit(RunFeeder.Offered offered) {
        try {
            return book.addition(offered.added(), offered.shards(), offered.packed());
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private Behavior<Message> failed(Throwable error) {
        if (failure != null) {
            return this;
        }
        failure = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        getContext().getLog().debug("run {} cannot open its data", request.job(), failure);
        request.replyTo().tell(new RunUpdate.Failed(0, String.valueOf(failure.getMessage())));
        return waiting.unstashAll(this);
    }

    private Behavior<Message> onOpened(Opened opened) {
        if (opened.failure() != null || failure != null) {
            return opened.failure() == null ? this : failed(opened.failure());
        }
        book = opened.book();
        feed.book(book);
        book.notes().forEach(note -> getContext().getLog().info("run {}: {}", request.job(), note));
        RunId run = run();
        RunSpec spec = request.recipe().spec();
        RunFolder folder = folder(book);
        SaveSchedule saves = SaveSchedule.of(spec.checkpoint(), spec.train().steps());
        RunAssignment assignment = RunAssignment.of(
                run,
                spec,
                folder.checkpoints().toString(),
                RunPlanSettings.WEIGHTS_DIGEST_EVERY,
                step -> saves.decide(step).due(),
                book.validationBatches(),
                request.workers(),
                request.fence());
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
                                request.job().value(),
                                request.dir(),
                                node.meters(),
                                node.clock(),
                                node.feeds().name()),
                        "sinks",
                        DispatcherSelector.blocking());
        getContext().watch(coordinator);
        return waiting.unstashAll(this);
    }

    private RunFolder folder(DataBook opened) {
        return opened.folder(run(), request.dir(), request.recipe(), request.fence());
    }
}
