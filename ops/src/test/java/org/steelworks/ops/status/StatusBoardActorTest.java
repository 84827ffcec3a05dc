package org.steelworks.ops.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;
import org.steelworks.ops.status.StatusChange.Subject;

class StatusBoardActorTest {
    private static final long START = 1_700_000_000_000L;
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private ActorTestKit kit;
    private ActorRef<StatusBoard.Command> board;
    private ClusterStateSource source;

    @BeforeEach
    void start() {
        kit = ActorTestKit.create();
        board = kit.spawn(StatusBoard.create(Clock.fixed(Instant.ofEpochMilli(START), ZoneOffset.UTC)));
        source = StatusBoard.source(board, kit.system());
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private ClusterSnapshot snapshot() throws Exception {
        return source.snapshot().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static WorkerView worker(String id, WorkerView.State state) {
        return new WorkerView(id, "node-1", 1, "cpu:0", null, state, 0, 0, 0, null, 5, 6);
    }

    private static JobView job(String id, JobState state) {
        return new JobView(new JobId(id), id, "pretrain", state, "", 0, 0, 9, null, null, 0, 0, "/d", 1, 2, null);
    }

    @Test
    void shouldKeepTheLastUpdateOfEachNameAndCountChangesOnly() throws Exception {
        board.tell(new StatusBoard.WorkerChanged(worker("node-1/w1", WorkerView.State.STARTING)));
        board.tell(new StatusBoard.WorkerChanged(worker("node-1/w0", WorkerView.State.IDLE)));
        board.tell(new StatusBoard.WorkerChanged(worker("node-1/w1", WorkerView.State.IDLE)));
        board.tell(new StatusBoard.WorkerChanged(worker("node-1/w1", WorkerView.State.IDLE)));

        ClusterSnapshot snapshot = snapshot();

        assertThat(snapshot.workers()).extracting(WorkerView::id).containsExactly("node-1/w0", "node-1/w1");
        assertThat(snapshot.workers()).extracting(WorkerView::state).containsOnly(WorkerView.State.IDLE);
        assertThat(snapshot.changeId()).isEqualTo(START + 3);
        board.tell(new StatusBoard.WorkerRemoved("node-1/w0"));
        assertThat(snapshot().workers()).hasSize(1);
    }

    @Test
    void shouldBeFoundByTheJobScheduler() {
        TestProbe<org.apache.pekko.actor.typed.receptionist.Receptionist.Listing> listings =
                kit.createTestProbe(org.apache.pekko.actor.typed.receptionist.Receptionist.Listing.class);
        listings.awaitAssert(DEADLINE, () -> {
            kit.system()
                    .receptionist()
                    .tell(org.apache.pekko.actor.typed.receptionist.Receptionist.find(
                            JobScheduler.WATCHERS, listings.getRef()));
            var found = listings.receiveMessage(DEADLINE).getServiceInstances(JobScheduler.WATCHERS);
            assertThat(found).hasSize(1);
            found.iterator().next().tell(job("pretrain-0001", JobState.RUNNING));
            return found;
        });
        listings.awaitAssert(DEADLINE, () -> {
            try {
                assertThat(snapshot().jobs()).extracting(JobView::id).containsExactly(new JobId("pretrain-0001"));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return null;
        });
    }

    @Test
    void shouldGiveReadersWhatTheyMissedAndThenWhatHappens() throws Exception {
        board.tell(new StatusBoard.JobChanged(job("a", JobState.QUEUED)));
        board.tell(new StatusBoard.JobChanged(job("a", JobState.STARTING)));

        SinkQueueWithCancel<StatusChange> queue = source.changes(START + 1).runWith(Sink.queue(), kit.system());
        assertThat(next(queue).value()).isEqualTo(job("a", JobState.STARTING));
        board.tell(new StatusBoard.JobChanged(job("a", JobState.RUNNING)));
        assertThat(next(queue).id()).isEqualTo(START + 3);
    }

    private static StatusChange next(SinkQueueWithCancel<StatusChange> queue) throws Exception {
        return queue.pull().toCompletableFuture().get(20, TimeUnit.SECONDS).orElseThrow();
    }

    @Test
    void shouldTellReadersOfAnEarlierBoardToReadEverythingAgain() throws Exception {
        SinkQueueWithCancel<StatusChange> queue = source.changes(START - 50_000).runWith(Sink.queue(), kit.system());

        assertThat(next(queue).subject()).isEqualTo(Subject.RESET);
    }

    @Test
    void shouldDropReadersThatDoNotReadAndServeTheOthers() throws Exception {
        TestProbe<StatusChange> fast = kit.createTestProbe(StatusChange.class);
        board.tell(new StatusBoard.Subscribe(START, fast.getRef()));
        SinkQueueWithCancel<StatusChange> slow = source.changes(START).runWith(Sink.queue(1), kit.system());
        snapshot();

        for (int i = 0; i < 3_000; i++) {
            board.tell(new StatusBoard.RunHappened(new RunEvent(i, "a", "x", null, null, null, "", null)));
        }

        for (int i = 0; i < 3_000; i++) {
            assertThat(((RunEvent) fast.receiveMessage(DEADLINE).value()).timeMs())
                    .isEqualTo(i);
        }
        assertThatThrownBy(() -> {
                    while (true) {
                        next(slow);
                    }
                })
                .hasRootCauseInstanceOf(org.apache.pekko.stream.BufferOverflowException.class);
        assertThat(snapshot().events()).hasSize(500);
    }
}
