package org.steelworks.ops.status;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.core.job.JobView;
import org.steelworks.core.node.ClusterView;
import org.steelworks.ops.status.StatusChange.Subject;

/**
 * What pages and the API show: collects updates of members, workers, actors, jobs and runs in bounded memory and tells
 * subscribers each change. One per node that serves HTTP; finds the job scheduler by itself, and is found under
 * {@link #KEY} by whoever has updates. Updates may be lost or repeated; the last one of a name counts. Holds nothing that
 * is not elsewhere: a new one fills up again from the next updates.
 */
public final class StatusBoard extends AbstractBehavior<StatusBoard.Command> {
    /** Under which all boards of the cluster are registered. */
    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "status-boards");

    /** Changes that a reader may have missed and still get. */
    static final int KEPT_CHANGES = 500;

    private static final int KEPT_EVENTS = 500;
    private static final int MAX_WORKERS = 10_000;
    private static final int MAX_ACTORS = 20_000;
    private static final int MAX_JOBS = 20_000;
    private static final int MAX_SUBSCRIBERS = 1_000;

    /** Updates and requests. */
    public sealed interface Command {}

    /** What may be told from anywhere in the cluster. */
    public sealed interface Update extends Command, StatusMessage {}

    public record WorkerChanged(WorkerView worker) implements Update {}

    /** The worker's slot does not exist any more. */
    public record WorkerRemoved(String id) implements Update {}

    public record ActorChanged(ActorView actor) implements Update {}

    /** The actor ended for good and nobody needs to see it. */
    public record ActorRemoved(String node, String path) implements Update {}

    public record JobChanged(JobView job) implements Update {}

    public record RunHappened(RunEvent event) implements Update {}

    /** The members as this board's own node sees them; local. */
    public record MembersChanged(ClusterView view) implements Command {}

    record GetSnapshot(ActorRef<ClusterSnapshot> replyTo) implements Command {}

    record Subscribe(long after, ActorRef<StatusChange> subscriber) implements Command {}

    private record Unsubscribe(ActorRef<StatusChange> subscriber) implements Command {}

    private final Clock clock;
    private final BoundedTable<WorkerView> workers =
            new BoundedTable<>(MAX_WORKERS, worker -> worker.state() == WorkerView.State.STOPPED);
    private final BoundedTable<ActorView> actors =
            new BoundedTable<>(MAX_ACTORS, actor -> actor.state() == ActorView.State.STOPPED);
    private final BoundedTable<JobView> jobs =
            new BoundedTable<>(MAX_JOBS, job -> job.state().ended());
    private final Deque<RunEvent> events = new ArrayDeque<>();
    private final Deque<StatusChange> changes = new ArrayDeque<>();
    private final Set<ActorRef<StatusChange>> subscribers = new LinkedHashSet<>();
    private ClusterView members = new ClusterView(List.of());
    private long changeId;
    private ClusterSnapshot snapshot;

    private StatusBoard(ActorContext<Command> context, Clock clock) {
        super(context);
        this.clock = clock;
        // Wall-clock start: a reader that names a change of an earlier board is told to read everything again.
        this.changeId = clock.millis();
        var receptionist = context.getSystem().receptionist();
        receptionist.tell(Receptionist.register(KEY, context.getSelf()));
        ActorRef<JobView> jobViews = context.messageAdapter(JobView.class, JobChanged::new);
        receptionist.tell(Receptionist.register(JobScheduler.WATCHERS, jobViews));
    }

    /** A board. */
    public static Behavior<Command> create(Clock clock) {
        return Behaviors.setup(context -> new StatusBoard(context, clock));
    }

    /** How others read a board. */
    public static ClusterStateSource source(ActorRef<Command> board, ActorSystem<?> system) {
        return new BoardSource(board, system);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(WorkerChanged.class, this::onWorkerChanged)
                .onMessage(WorkerRemoved.class, this::onWorkerRemoved)
                .onMessage(ActorChanged.class, this::onActorChanged)
                .onMessage(ActorRemoved.class, this::onActorRemoved)
                .onMessage(JobChanged.class, this::onJobChanged)
                .onMessage(RunHappened.class, this::onRunHappened)
                .onMessage(MembersChanged.class, this::onMembersChanged)
                .onMessage(GetSnapshot.class, this::onGetSnapshot)
                .onMessage(Subscribe.class, this::onSubscribe)
                .onMessage(Unsubscribe.class, this::onUnsubscribe)
                .build();
    }

    private Behavior<Command> onWorkerChanged(WorkerChanged changed) {
        WorkerView worker = changed.worker();
        if (workers.put(worker.id(), worker)) {
            publish(Subject.WORKER, worker.id(), worker);
        }
        return this;
    }

    private Behavior<Command> onWorkerRemoved(WorkerRemoved removed) {
        if (workers.remove(removed.id())) {
            publish(Subject.WORKER, removed.id(), null);
        }
        return this;
    }

    private Behavior<Command> onActorChanged(ActorChanged changed) {
        ActorView actor = changed.actor();
        if (actors.put(key(actor.node(), actor.path()), actor)) {
            publish(Subject.ACTOR, key(actor.node(), actor.path()), actor);
        }
        return this;
    }

    private Behavior<Command> onActorRemoved(ActorRemoved removed) {
        String key = key(removed.node(), removed.path());
        if (actors.remove(key)) {
            publish(Subject.ACTOR, key, null);
        }
        return this;
    }

    private static String key(String node, String path) {
        return node + path;
    }

    private Behavior<Command> onJobChanged(JobChanged changed) {
        JobView job = changed.job();
        if (jobs.put(job.id().value(), job)) {
            publish(Subject.JOB, job.id().value(), job);
        }
        return this;
    }

    private Behavior<Command> onRunHappened(RunHappened happened) {
        events.addFirst(happened.event());
        if (events.size() > KEPT_EVENTS) {
            events.removeLast();
        }
        publish(Subject.EVENT, happened.event().job(), happened.event());
        return this;
    }

    private Behavior<Command> onMembersChanged(MembersChanged changed) {
        if (!changed.view().equals(members)) {
            members = changed.view();
            publish(Subject.MEMBERS, "", members.members());
        }
        return this;
    }

    private void publish(Subject subject, String name, Object value) {
        snapshot = null;
        changeId++;
        StatusChange change = new StatusChange(changeId, subject, name, value);
        changes.addLast(change);
        if (changes.size() > KEPT_CHANGES) {
            changes.removeFirst();
        }
        subscribers.forEach(subscriber -> subscriber.tell(change));
    }

    private Behavior<Command> onGetSnapshot(GetSnapshot get) {
        if (snapshot == null) {
            snapshot = new ClusterSnapshot(
                    clock.millis(),
                    changeId,
                    members.members(),
                    workers.sorted(Comparator.comparing(WorkerView::node).thenComparing(WorkerView::id)),
                    new ArrayList<>(jobs.inOrder()),
                    actors.sorted(Comparator.comparing(ActorView::role)
                            .thenComparing(ActorView::node)
                            .thenComparing(ActorView::path)),
                    new ArrayList<>(events));
        }
        get.replyTo().tell(snapshot.at(clock.millis()));
        return this;
    }

    private Behavior<Command> onSubscribe(Subscribe subscribe) {
        ActorRef<StatusChange> subscriber = subscribe.subscriber();
        if (subscribers.size() >= MAX_SUBSCRIBERS) {
            subscriber.tell(BoardSource.full(changeId));
            return this;
        }
        long missed = changeId - subscribe.after();
        if (missed < 0 || missed > changes.size()) {
            subscriber.tell(new StatusChange(changeId, Subject.RESET, "", null));
        } else {
            changes.stream().filter(change -> change.id() > subscribe.after()).forEach(subscriber::tell);
        }
        subscribers.add(subscriber);
        getContext().watchWith(subscriber, new Unsubscribe(subscriber));
        return this;
    }

    private Behavior<Command> onUnsubscribe(Unsubscribe gone) {
        subscribers.remove(gone.subscriber());
        return this;
    }
}
