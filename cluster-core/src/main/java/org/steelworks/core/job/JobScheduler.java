package org.steelworks.core.job;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobAnswer.Cause;
import org.steelworks.core.recipe.Overrides;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.recipe.RecipeException;
import org.steelworks.core.recipe.RecipeReader;

/**
 * Accepts, queues, starts, stops and remembers jobs: one per cluster, a singleton on the oldest control node.
 *
 * <p>Every change is in the journal before it is answered or acted upon. A scheduler that takes over writes the next
 * fencing number first; the journal's key (scheduler, sequence number) lets one of two writers fail, which then stops and
 * reads again. Runs that were active when the last scheduler ended are launched again with {@code resume}. Reads recipe
 * files: runs on the blocking dispatcher.
 */
public final class JobScheduler extends EventSourcedBehavior<JobScheduler.Command, JobEvent, JobTable> {
    /** Whoever registers under this key hears of every job: all of them at first, then each change. */
    public static final ServiceKey<JobView> WATCHERS = ServiceKey.create(JobView.class, "job-watchers");

    private static final String NAME = "jobs";
    private static final int PAGE = 200;
    private static final Duration PUBLISH_EVERY = Duration.ofMillis(250);

    /** Requests; all but {@link WorkersCounted} are answered. Repeating any of them is harmless. */
    public sealed interface Command {}

    /**
     * Makes a job.
     *
     * @param clientKey makes a repeated submit answer with the same job; null: every submit is new
     * @param recipe text
     * @param recipeName what messages call it
     * @param folder against which relative paths of the recipe are resolved
     * @param dir absolute folder of the job's files, null: one below the node's
     * @param name what its owner calls it, null: its id
     * @param priority higher starts first
     */
    public record Submit(
            String clientKey,
            String recipe,
            String recipeName,
            String folder,
            String dir,
            String name,
            int priority,
            ActorRef<JobAnswer> replyTo)
            implements Command, JobMessage {}

    /**
     * Lets a job that has ended go on under another text of its recipe: other workers, checkpoints or folders. Another
     * science is refused with the keys named. The job stays ended; {@link Resume} starts it.
     *
     * @param clientKey of its submit
     * @param recipe text
     * @param recipeName what messages call it
     * @param folder against which relative paths of the recipe are resolved
     * @param dir absolute folder where the job's files are now
     */
    public record Revise(
            String clientKey, String recipe, String recipeName, String folder, String dir, ActorRef<JobAnswer> replyTo)
            implements Command, JobMessage {}

    /** Save a checkpoint and end. */
    public record Stop(JobId job, ActorRef<JobAnswer> replyTo) implements Command, JobMessage {}

    /** Queue a stopped or failed job again. */
    public record Resume(JobId job, ActorRef<JobAnswer> replyTo) implements Command, JobMessage {}

    /** Change the priority. */
    public record SetPriority(JobId job, int priority, ActorRef<JobAnswer> replyTo) implements Command, JobMessage {}

    /** Change the number of workers. */
    public record Scale(JobId job, int workers, ActorRef<JobAnswer> replyTo) implements Command, JobMessage {}

    /**
     * Add shards to the data of a job, whether it runs or not. The answer comes once they were read.
     *
     * @param paths absolute shard files or folders of them
     * @param set which shard set they are for, its number or path; null where the job has only one
     */
    public record AddData(JobId job, List<String> paths, String set, ActorRef<JobAnswer> replyTo)
            implements Command, JobMessage {
        public AddData {
            paths = List.copyOf(paths);
        }
    }

    /**
     * Draw the samples of a job from its sets with other weights, whether it runs or not.
     *
     * @param weights by number or path of a set; one that is not named keeps its weight
     */
    public record MixData(JobId job, Map<String, Double> weights, ActorRef<JobAnswer> replyTo)
            implements Command, JobMessage {
        public MixData {
            weights = Map.copyOf(weights);
        }
    }

    /** One job. */
    public record Get(JobId job, ActorRef<JobAnswer> replyTo) implements Command, JobMessage {}

    /** A page of jobs behind {@code after} (null: from the first). */
    public record ListJobs(JobId after, int limit, ActorRef<JobAnswer> replyTo) implements Command, JobMessage {}

    /** The cluster has so many workers now. */
    public record WorkersCounted(int workers) implements Command, JobMessage {}

    private record Begin() implements Command {}

    private record StartNext() implements Command {}

    private record Publish() implements Command {}

    private record Updated(JobId job, int attempt, RunUpdate update) implements Command {}

    private record RunEnded(JobId job, int attempt, String cause) implements Command {}

    private record Relaunch(JobId job, int restarts, long stepBefore) implements Command {}

    private record Watchers(Set<ActorRef<JobView>> actors) implements Command {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final JobSettings settings;
    private final RecipeReader recipes;
    private final Clock clock;
    private final BooleanSupplier holds;
    private final Runs runs;
    private final JobWatch watch = new JobWatch();
    private int workers;
    private boolean started;

    private JobScheduler(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            JobSettings settings,
            RecipeReader recipes,
            RunLauncher launcher,
            Clock clock,
            BooleanSupplier holds) {
        super(PersistenceId.ofUniqueId("job-scheduler"));
        this.context = context;
        this.timers = timers;
        this.settings = settings;
        this.recipes = recipes;
        this.clock = clock;
        this.holds = holds;
        this.runs = new Runs(context, recipes, launcher, (job, attempt, update) -> new Updated(job, attempt, update));
    }

    /** The scheduler's behaviour; it needs a journal. */
    public static Behavior<Command> create(
            JobSettings settings, RecipeReader recipes, RunLauncher launcher, Clock clock) {
        return create(settings, recipes, launcher, clock, () -> false, UnaryOperator.identity());
    }

    /**
     * The same.
     *
     * @param holds asked at each start: whether jobs that have not ended wait as {@link JobState#STOPPED} until they are
     *     asked for, because their folder or workers may be others now
     * @param around wraps the behaviour inside its supervision, so that it sees failures and restarts
     */
    public static Behavior<Command> create(
            JobSettings settings,
            RecipeReader recipes,
            RunLauncher launcher,
            Clock clock,
            BooleanSupplier holds,
            UnaryOperator<Behavior<Command>> around) {
        Behavior<Command> scheduler = Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new JobScheduler(context, timers, settings, recipes, launcher, clock, holds)));
        return Behaviors.supervise(around.apply(scheduler))
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), 0.2));
    }

    /** Starts the cluster's scheduler, or joins it; to be called on every node. The answer reaches it wherever it is. */
    public static ActorRef<Command> singleton(
            ActorSystem<?> system, JobSettings settings, RecipeReader recipes, RunLauncher launcher, Clock clock) {
        return singleton(system, create(settings, recipes, launcher, clock), DispatcherSelector.blocking());
    }

    /** The same with a behaviour of {@link #create}; {@code props} must name the blocking dispatcher. */
    public static ActorRef<Command> singleton(ActorSystem<?> system, Behavior<Command> scheduler, Props props) {
        return ClusterSingleton.get(system)
                .init(SingletonActor.of(scheduler, NAME)
                        .withProps(props)
                        .withSettings(ClusterSingletonSettings.create(system).withRole("control")));
    }

    @Override
    public JobTable emptyState() {
        return new JobTable();
    }

    @Override
    public EventHandler<JobTable, JobEvent> eventHandler() {
        return JobTable::apply;
    }

    @Override
    public SignalHandler<JobTable> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(
                        RecoveryCompleted.instance(), table -> context.getSelf().tell(new Begin()))
                .onSignal(Terminated.class, (table, ended) -> onRunTerminated(ended))
                .build();
    }

    private void onRunTerminated(Terminated ended) {
        String cause =
                ended instanceof ChildFailed failed ? failed.getCause().toString() : "it stopped without a result";
        runs.jobOf(ended.getRef()).ifPresent(job -> context.getSelf()
                .tell(new RunEnded(job, runs.find(job).attempt(), cause)));
    }

    @Override
    public CommandHandler<Command, JobEvent, JobTable> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Begin.class, this::onBegin)
                .onCommand(command -> !started, (table, command) -> Effect().stash())
                .onCommand(Submit.class, this::onSubmit)
                .onCommand(Revise.class, this::onRevise)
                .onCommand(Stop.class, this::onStop)
                .onCommand(Resume.class, this::onResume)
                .onCommand(SetPriority.class, this::onSetPriority)
                .onCommand(Scale.class, this::onScale)
                .onCommand(
                        AddData.class,
                        (table, add) -> changeData(
                                table, add.job(), new RunCommand.AddData(add.paths(), add.set(), add.replyTo())))
                .onCommand(
                        MixData.class,
                        (table, mix) ->
                                changeData(table, mix.job(), new RunCommand.MixData(mix.weights(), mix.replyTo())))
                .onCommand(Get.class, this::onGet)
                .onCommand(ListJobs.class, this::onList)
                .onCommand(WorkersCounted.class, this::onWorkersCounted)
                .onCommand(StartNext.class, this::onStartNext)
                .onCommand(Updated.class, this::onUpdated)
                .onCommand(RunEnded.class, this::onRunEnded)
                .onCommand(Relaunch.class, this::onRelaunch)
                .onCommand(Watchers.class, this::onWatchers)
                .onCommand(Publish.class, this::onPublish)
                .build();
    }

    private Effect<JobEvent, JobTable> onBegin(JobTable table, Begin begin) {
        long fence = table.fence() + 1;
        List<JobEvent> events = new ArrayList<>();
        events.add(new JobEvent.SchedulerStarted(
                fence, clock.millis(), context.getSystem().address().toString()));
        if (holds.getAsBoolean()) {
            table.all().stream()
                    .filter(job -> !job.state().ended())
                    .forEach(job -> events.add(new JobEvent.Interrupted(
                            fence, clock.millis(), job.id().value())));
        }
        return Effect()
                .persist(events)
                .thenRun(now -> {
                    started = true;
                    context.getLog()
                            .info(
                                    "Job scheduler started with fencing number {}, {} jobs, {} of them active",
                                    now.fence(),
                                    now.all().size(),
                                    now.active().size());
                    ActorRef<Receptionist.Listing> listings = context.messageAdapter(
                            Receptionist.Listing.class, listing -> new Watchers(listing.getServiceInstances(WATCHERS)));
                    context.getSystem().receptionist().tell(Receptionist.subscribe(WATCHERS, listings));
                    timers.startTimerWithFixedDelay(new Publish(), PUBLISH_EVERY);
                    now.all().forEach(job -> watch.changed(job.id()));
                    now.active().forEach(job -> runs.launch(job, now.fence(), true, 0, job.step()));
                    context.getSelf().tell(new StartNext());
                })
                .thenUnstashAll();
    }

    private Effect<JobEvent, JobTable> onSubmit(JobTable table, Submit submit) {
        SubmitRule.Outcome outcome = SubmitRule.beforeRecipe(table, submit, settings);
        if (outcome == null) {
            try {
                Recipe recipe =
                        recipes.read(submit.recipe(), submit.recipeName(), Path.of(submit.folder()), Overrides.none());
                outcome = SubmitRule.withRecipe(table, submit, recipe, settings, table.fence(), clock.millis());
            } catch (RecipeException e) {
                return refuse(
                        submit.replyTo(), Cause.INVALID_RECIPE, e.getMessage(), "Correct the recipe and submit again");
            }
        }
        if (outcome instanceof SubmitRule.Refuse refused) {
            return Effect().reply(submit.replyTo(), refused.answer());
        }
        if (outcome instanceof SubmitRule.Repeated repeated) {
            return Effect().reply(submit.replyTo(), new JobAnswer.Accepted(view(table, repeated.job()), false));
        }
        JobEvent.Submitted event = ((SubmitRule.New) outcome).event();
        JobId job = new JobId(event.job());
        watch.changed(job);
        return Effect()
                .persist(event)
                .thenRun(now -> context.getSelf().tell(new StartNext()))
                .thenReply(submit.replyTo(), now -> new JobAnswer.Accepted(view(now, job), true));
    }

    private Effect<JobEvent, JobTable> onRevise(JobTable table, Revise revise) {
        JobTable.Submission earlier = table.submission(revise.clientKey());
        if (earlier == null) {
            return refuse(
                    revise.replyTo(),
                    Cause.NOT_FOUND,
                    "no job was submitted under the key '" + revise.clientKey() + "'",
                    "Submit it");
        }
        Job job = table.find(earlier.job());
        ReviseRule.Outcome outcome;
        try {
            Path folder = Path.of(revise.folder());
            Recipe recipe = recipes.read(revise.recipe(), revise.recipeName(), folder, Overrides.none());
            List<String> differences = recipes.science(recipe.resolvedYaml(), revise.recipeName(), folder)
                    .differences(recipes.science(job.recipe(), "recipe of job " + job.id(), folder));
            outcome = ReviseRule.decide(table, job, revise, recipe, differences, clock.millis());
        } catch (RecipeException e) {
            return refuse(revise.replyTo(), Cause.INVALID_RECIPE, e.getMessage(), "Correct the recipe and try again");
        }
        if (outcome instanceof ReviseRule.Refuse refused) {
            return Effect().reply(revise.replyTo(), refused.answer());
        }
        return outcome instanceof ReviseRule.Changed changed
                ? accept(revise.replyTo(), job.id(), changed.event())
                : Effect().reply(revise.replyTo(), new JobAnswer.Accepted(view(table, job.id()), false));
    }

    private Effect<JobEvent, JobTable> onStop(JobTable table, Stop stop) {
        Job job = table.find(stop.job());
        if (job == null) {
            return unknown(stop.replyTo(), stop.job());
        }
        if (job.state() == JobState.QUEUED) {
            return accept(
                    stop.replyTo(),
                    job.id(),
                    new JobEvent.Stopped(table.fence(), clock.millis(), job.id().value(), job.step()));
        }
        if (!job.state().active()) {
            return wrongState(stop.replyTo(), job, "It does not run");
        }
        runs.tell(job.id(), new RunCommand.Stop());
        return job.state() == JobState.STOPPING
                ? Effect().reply(stop.replyTo(), new JobAnswer.Accepted(view(table, job.id()), false))
                : accept(
                        stop.replyTo(),
                        job.id(),
                        new JobEvent.StopAsked(
                                table.fence(), clock.millis(), job.id().value()));
    }

    private Effect<JobEvent, JobTable> onResume(JobTable table, Resume resume) {
        Job job = table.find(resume.job());
        if (job == null) {
            return unknown(resume.replyTo(), resume.job());
        }
        if (job.state() != JobState.STOPPED && job.state() != JobState.FAILED) {
            return wrongState(resume.replyTo(), job, "Only a stopped or failed job is resumed");
        }
        for (Job other : table.all()) {
            if (!other.state().ended() && other.dir().equals(job.dir())) {
                return refuse(
                        resume.replyTo(),
                        Cause.FOLDER_IN_USE,
                        "job " + other.id() + " works in " + job.dir() + " now",
                        "Stop that job first");
            }
        }
        return accept(
                resume.replyTo(),
                job.id(),
                new JobEvent.Resumed(table.fence(), clock.millis(), job.id().value()));
    }

    private Effect<JobEvent, JobTable> onSetPriority(JobTable table, SetPriority change) {
        Job job = table.find(change.job());
        if (job == null) {
            return unknown(change.replyTo(), change.job());
        }
        return accept(
                change.replyTo(),
                job.id(),
                new JobEvent.PriorityChanged(
                        table.fence(), clock.millis(), job.id().value(), change.priority()));
    }

    private Effect<JobEvent, JobTable> onScale(JobTable table, Scale scale) {
        Job job = table.find(scale.job());
        if (job == null) {
            return unknown(scale.replyTo(), scale.job());
        }
        if (scale.workers() < 1 || job.maxWorkers() == 0) {
            return refuse(
                    scale.replyTo(),
                    Cause.INVALID_ARGUMENT,
                    job.maxWorkers() == 0
                            ? "a job of kind " + job.kind() + " uses no workers"
                            : "workers is " + scale.workers(),
                    "Scale a training job to at least 1 worker");
        }
        runs.tell(job.id(), new RunCommand.Scale(scale.workers()));
        return accept(
                scale.replyTo(),
                job.id(),
                new JobEvent.Scaled(table.fence(), clock.millis(), job.id().value(), scale.workers()));
    }

    private Effect<JobEvent, JobTable> changeData(JobTable table, JobId id, RunCommand.ChangeData asked) {
        Job job = table.find(id);
        if (job == null) {
            return unknown(asked.replyTo(), id);
        }
        if (job.maxWorkers() == 0) {
            return refuse(
                    asked.replyTo(),
                    Cause.INVALID_ARGUMENT,
                    "a job of kind " + job.kind() + " does not train",
                    "Change the data of a training job");
        }
        runs.changeData(job, table.fence(), asked);
        return Effect().none();
    }

    private Effect<JobEvent, JobTable> onGet(JobTable table, Get get) {
        return table.find(get.job()) == null
                ? unknown(get.replyTo(), get.job())
                : Effect().reply(get.replyTo(), new JobAnswer.Found(view(table, get.job())));
    }

    private Effect<JobEvent, JobTable> onList(JobTable table, ListJobs list) {
        Job after = list.after() == null ? null : table.find(list.after());
        long behind = after == null ? 0 : after.order();
        int limit = Math.max(1, Math.min(PAGE, list.limit()));
        List<JobView> page = new ArrayList<>();
        String next = null;
        for (Job job : table.all()) {
            if (job.order() > behind) {
                if (page.size() == limit) {
                    next = page.get(limit - 1).id().value();
                    break;
                }
                page.add(view(table, job.id()));
            }
        }
        return Effect().reply(list.replyTo(), new JobAnswer.Listed(page, next));
    }

    private Effect<JobEvent, JobTable> onWorkersCounted(JobTable table, WorkersCounted counted) {
        if (counted.workers() != workers) {
            workers = counted.workers();
            context.getSelf().tell(new StartNext());
        }
        return Effect().none();
    }

    private Effect<JobEvent, JobTable> onStartNext(JobTable table, StartNext next) {
        List<Job> active = table.active();
        int taken = active.stream().mapToInt(Job::workers).sum();
        List<QueueRule.Waiting> queue = new ArrayList<>();
        for (Job job : table.in(JobState.QUEUED)) {
            queue.add(new QueueRule.Waiting(job.id(), job.priority(), job.order(), job.minWorkers(), job.maxWorkers()));
        }
        QueueRule.Decision decision = QueueRule.decide(
                queue,
                new QueueRule.Capacity(workers, Math.max(0, workers - taken), active.size(), settings.maxRunning()));
        watch.waitReasons(decision.reasons());
        List<JobEvent> events = new ArrayList<>();
        for (QueueRule.Grant grant : decision.grants()) {
            int attempt = table.find(grant.job()).attempt() + 1;
            watch.changed(grant.job());
            events.add(new JobEvent.Launched(
                    table.fence(), clock.millis(), grant.job().value(), attempt, grant.workers()));
        }
        return Effect().persist(events).thenRun(now -> decision.grants().forEach(grant -> {
            Job job = now.find(grant.job());
            runs.launch(job, now.fence(), job.attempt() > 1, 0, job.step());
        }));
    }

    private Effect<JobEvent, JobTable> onUpdated(JobTable table, Updated updated) {
        Job job = table.find(updated.job());
        if (job == null || !job.state().active() || job.attempt() != updated.attempt()) {
            return Effect().none();
        }
        long now = clock.millis();
        if (updated.update() instanceof RunUpdate.Waiting waiting) {
            runs.waits(job.id(), waiting.reason());
            watch.changed(job.id());
            return Effect().none();
        }
        if (updated.update() instanceof RunUpdate.Progress progress) {
            runs.progressed(job.id(), progress);
            return runs(
                    job,
                    new JobEvent.Running(
                            table.fence(), now, job.id().value(), progress.step(), progress.generation(), 0));
        }
        if (updated.update() instanceof RunUpdate.Cleaned cleaned) {
            runs.cleaned(job.id(), cleaned);
            return runs(
                    job,
                    new JobEvent.Running(
                            table.fence(), now, job.id().value(), cleaned.unitsDone(), 0, cleaned.unitsTotal()));
        }
        runs.forget(job.id());
        JobEvent event;
        if (updated.update() instanceof RunUpdate.Finished finished) {
            event = new JobEvent.Succeeded(table.fence(), now, job.id().value(), finished.step());
        } else if (updated.update() instanceof RunUpdate.Stopped stopped) {
            event = new JobEvent.Stopped(table.fence(), now, job.id().value(), stopped.step());
        } else {
            RunUpdate.Failed failed = (RunUpdate.Failed) updated.update();
            event = new JobEvent.Failed(table.fence(), now, job.id().value(), failed.step(), failed.reason());
        }
        return end(job.id(), event);
    }

    private Effect<JobEvent, JobTable> runs(Job job, JobEvent.Running running) {
        watch.changed(job.id());
        return job.state() == JobState.STARTING
                ? Effect().persist(running)
                : Effect().none();
    }

    private Effect<JobEvent, JobTable> onRunEnded(JobTable table, RunEnded ended) {
        Job job = table.find(ended.job());
        RunSlot slot = runs.find(ended.job());
        if (job == null
                || slot == null
                || slot.attempt() != ended.attempt()
                || !job.state().active()) {
            return Effect().none();
        }
        int restarts = slot.restartsWithoutProgress() + 1;
        long step = Math.max(job.step(), slot.step());
        runs.forget(job.id());
        if (restarts > settings.runRestarts()) {
            String reason =
                    "the run ended " + restarts + " times at step " + step + " without a result: " + ended.cause();
            return end(
                    job.id(),
                    new JobEvent.Failed(table.fence(), clock.millis(), job.id().value(), step, reason));
        }
        context.getLog()
                .warn("The run of job {} ended at step {}: {}; restart {}", job.id(), step, ended.cause(), restarts);
        Duration delay = settings.restartBackoff().multipliedBy(1L << Math.min(restarts - 1, 10));
        timers.startSingleTimer("relaunch-" + job.id(), new Relaunch(job.id(), restarts, step), delay);
        return Effect().none();
    }

    private Effect<JobEvent, JobTable> onRelaunch(JobTable table, Relaunch relaunch) {
        Job job = table.find(relaunch.job());
        if (job == null || !job.state().active() || runs.find(job.id()) != null) {
            return Effect().none();
        }
        return Effect()
                .persist(new JobEvent.Launched(
                        table.fence(), clock.millis(), job.id().value(), job.attempt() + 1, job.workers()))
                .thenRun(now ->
                        runs.launch(now.find(job.id()), now.fence(), true, relaunch.restarts(), relaunch.stepBefore()));
    }

    private Effect<JobEvent, JobTable> onWatchers(JobTable table, Watchers next) {
        List<JobView> all =
                table.all().stream().map(job -> view(table, job.id())).toList();
        watch.watchers(next.actors(), all);
        return Effect().none();
    }

    private Effect<JobEvent, JobTable> onPublish(JobTable table, Publish publish) {
        watch.publish(id -> view(table, id));
        return Effect().none();
    }

    private JobView view(JobTable table, JobId id) {
        return watch.view(table.find(id), runs.find(id));
    }

    private Effect<JobEvent, JobTable> accept(ActorRef<JobAnswer> replyTo, JobId job, JobEvent event) {
        watch.changed(job);
        return Effect()
                .persist(event)
                .thenRun(now -> context.getSelf().tell(new StartNext()))
                .thenReply(replyTo, now -> new JobAnswer.Accepted(view(now, job), false));
    }

    private Effect<JobEvent, JobTable> end(JobId job, JobEvent event) {
        watch.changed(job);
        return Effect().persist(event).thenRun(now -> context.getSelf().tell(new StartNext()));
    }

    private Effect<JobEvent, JobTable> unknown(ActorRef<JobAnswer> replyTo, JobId job) {
        return refuse(replyTo, Cause.NOT_FOUND, "there is no job " + job, "List the jobs to see their ids");
    }

    private Effect<JobEvent, JobTable> wrongState(ActorRef<JobAnswer> replyTo, Job job, String hint) {
        return refuse(replyTo, Cause.WRONG_STATE, "job " + job.id() + " is " + job.state(), hint);
    }

    private Effect<JobEvent, JobTable> refuse(ActorRef<JobAnswer> replyTo, Cause cause, String reason, String hint) {
        return Effect().reply(replyTo, new JobAnswer.Refused(cause, reason, hint));
    }
}
