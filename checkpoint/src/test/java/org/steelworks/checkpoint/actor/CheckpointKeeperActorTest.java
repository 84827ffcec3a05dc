package org.steelworks.checkpoint.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.catalog.CheckpointPublisher;
import org.steelworks.checkpoint.testkit.CrashingStore;
import org.steelworks.checkpoint.testkit.SampleState;

class CheckpointKeeperActorTest {
    private static final List<String> MEMBERS = List.of("a/w0", "b/w0");
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** A gate that the test opens; requests queue up in order. */
    private record Request(long step, CompletableFuture<Long> answer) {}

    private final LinkedBlockingQueue<Request> gate = new LinkedBlockingQueue<>();
    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestProbe<CheckpointKeeper.Answer> probe = kit.createTestProbe(CheckpointKeeper.Answer.class);
    private final CrashingStore store = new CrashingStore(1);

    private final TestProbe<UnhandledMessage> unhandled = kit.createUnhandledMessageProbe();

    @AfterEach
    void stop() {
        unhandled.expectNoMessage();
        kit.shutdownTestKit();
    }

    private ActorRef<CheckpointKeeper.Command> spawn() {
        return spawn(CheckpointKeeper.Leftovers.KEEP);
    }

    private ActorRef<CheckpointKeeper.Command> spawn(CheckpointKeeper.Leftovers leftovers) {
        return kit.spawn(CheckpointKeeper.create(
                new CheckpointPublisher(store, 2),
                step -> {
                    Request request = new Request(step, new CompletableFuture<>());
                    gate.add(request);
                    return request.answer();
                },
                DEADLINE,
                leftovers));
    }

    private CheckpointKeeper.Begin begin(long step) {
        return new CheckpointKeeper.Begin(
                3, SampleState.facts(step, SampleState.TINY), Set.copyOf(MEMBERS), probe.ref());
    }

    private List<BucketGroup> write(long step) throws IOException {
        return SampleState.write(store, step, SampleState.TINY, MEMBERS);
    }

    private Request asked() throws InterruptedException {
        Request request = gate.poll(5, TimeUnit.SECONDS);
        assertThat(request).as("the ledger was asked within 5 s").isNotNull();
        return request;
    }

    private void save(ActorRef<CheckpointKeeper.Command> keeper, long step) throws Exception {
        keeper.tell(begin(step));
        write(step).forEach(group -> keeper.tell(new CheckpointKeeper.PartWritten(3, group)));
        Request request = asked();
        request.answer().complete(request.step());
        assertThat(probe.expectMessageClass(CheckpointKeeper.Published.class).step())
                .isEqualTo(step);
    }

    @Test
    void shouldPublishOnceAllPartsAreThereAndTheLedgerIsDurable() throws Exception {
        ActorRef<CheckpointKeeper.Command> keeper = spawn();
        keeper.tell(begin(10));
        List<BucketGroup> groups = write(10);
        keeper.tell(new CheckpointKeeper.PartWritten(3, groups.get(0)));
        probe.expectNoMessage();
        assertThat(gate).isEmpty();

        keeper.tell(new CheckpointKeeper.PartWritten(3, groups.get(1)));
        Request request = asked();
        assertThat(store.list("")).containsExactly("step-00000010.tmp");
        request.answer().complete(12L);

        CheckpointKeeper.Published published = probe.expectMessageClass(CheckpointKeeper.Published.class);
        assertThat(published.step()).isEqualTo(10);
        assertThat(published.bytes()).isPositive();
        assertThat(store.list("")).containsExactly("step-00000010");
    }

    @Test
    void shouldKeepGroupsThatComeBeforeTheirBegin() throws Exception {
        ActorRef<CheckpointKeeper.Command> keeper = spawn();
        write(10).forEach(group -> keeper.tell(new CheckpointKeeper.PartWritten(3, group)));

        keeper.tell(begin(10));

        asked().answer().complete(10L);
        probe.expectMessageClass(CheckpointKeeper.Published.class);
    }

    @Test
    void shouldDropWhatOtherGenerationsWrote() throws Exception {
        ActorRef<CheckpointKeeper.Command> keeper = spawn();
        List<BucketGroup> groups = write(10);
        keeper.tell(new CheckpointKeeper.PartWritten(3, groups.get(0)));
        keeper.tell(new CheckpointKeeper.PartWritten(2, groups.get(0)));
        keeper.tell(begin(10));
        keeper.tell(new CheckpointKeeper.PartFailed(2, 10, "b/w0", "old"));
        keeper.tell(new CheckpointKeeper.PartWritten(2, groups.get(1)));
        probe.expectNoMessage();
        assertThat(gate).isEmpty();

        keeper.tell(new CheckpointKeeper.PartWritten(3, groups.get(1)));
        asked().answer().complete(10L);
        probe.expectMessageClass(CheckpointKeeper.Published.class);
    }

    @Test
    void shouldNeverHaveTwoSavesInFlight() throws Exception {
        ActorRef<CheckpointKeeper.Command> keeper = spawn();
        keeper.tell(begin(10));
        write(20).forEach(group -> keeper.tell(new CheckpointKeeper.PartWritten(3, group)));
        keeper.tell(begin(20));

        CheckpointKeeper.Failed refused = probe.expectMessageClass(CheckpointKeeper.Failed.class);
        assertThat(refused.step()).isEqualTo(20);
        assertThat(refused.reason()).contains("step 10 is still in flight").contains("a/w0");
        write(10).forEach(group -> keeper.tell(new CheckpointKeeper.PartWritten(3, group)));
        asked().answer().complete(10L);
        assertThat(probe.expectMessageClass(CheckpointKeeper.Published.class).step())
                .isEqualTo(10);
        assertThat(store.list("")).containsExactly("step-00000010");
    }

    @Test
    void shouldGoOnAfterAFailedPartAndPublishTheNext() throws Exception {
        ActorRef<CheckpointKeeper.Command> keeper = spawn();
        save(keeper, 10);
        keeper.tell(begin(20));
        keeper.tell(new CheckpointKeeper.PartWritten(3, write(20).get(0)));
        keeper.tell(new CheckpointKeeper.PartFailed(3, 20, "b/w0", "No space left on device"));

        CheckpointKeeper.Failed failed = probe.expectMessageClass(CheckpointKeeper.Failed.class);
        assertThat(failed.reason()).contains("b/w0").contains("No space left");
        assertThat(store.list("")).containsExactly("step-00000010");
        save(keeper, 30);
        assertThat(store.list("")).containsExactly("step-00000010", "step-00000030");
    }

    @Test
    void shouldFailWhenTheDiskIsFullAtPublication() throws Exception {
        ActorRef<CheckpointKeeper.Command> keeper = spawn();
        save(keeper, 10);
        keeper.tell(begin(20));
        write(20).forEach(group -> keeper.tell(new CheckpointKeeper.PartWritten(3, group)));
        Request request = asked();
        store.limitBytes(store.usedBytes());
        request.answer().complete(20L);

        assertThat(probe.expectMessageClass(CheckpointKeeper.Failed.class).reason())
                .contains("No space left");
        store.limitBytes(Long.MAX_VALUE);
        save(keeper, 30);
    }

    @Test
    void shouldAbandonAndIgnoreTheLateLedger() throws Exception {
        ActorRef<CheckpointKeeper.Command> keeper = spawn();
        keeper.tell(begin(10));
        write(10).forEach(group -> keeper.tell(new CheckpointKeeper.PartWritten(3, group)));
        Request late = asked();
        keeper.tell(new CheckpointKeeper.Abandon(10, "generation 3"));
        assertThat(probe.expectMessageClass(CheckpointKeeper.Failed.class).reason())
                .contains("generation 3");

        keeper.tell(begin(10));
        late.answer().complete(10L);
        probe.expectNoMessage();
        write(10).forEach(group -> keeper.tell(new CheckpointKeeper.PartWritten(3, group)));
        asked().answer().complete(10L);
        probe.expectMessageClass(CheckpointKeeper.Published.class);
    }

    @Test
    void shouldNotPublishAheadOfTheLedger() throws Exception {
        ActorRef<CheckpointKeeper.Command> keeper = spawn();
        keeper.tell(begin(10));
        write(10).forEach(group -> keeper.tell(new CheckpointKeeper.PartWritten(3, group)));
        asked().answer().complete(9L);
        assertThat(probe.expectMessageClass(CheckpointKeeper.Failed.class).reason())
                .contains("through step 9 only");

        keeper.tell(begin(20));
        write(20).forEach(group -> keeper.tell(new CheckpointKeeper.PartWritten(3, group)));
        asked().answer().completeExceptionally(new IOException("disk gone"));
        assertThat(probe.expectMessageClass(CheckpointKeeper.Failed.class).reason())
                .contains("disk gone");
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void shouldGiveUpAtTheDeadlineAndSayWhoIsMissing() throws Exception {
        ActorRef<CheckpointKeeper.Command> keeper = spawn();
        keeper.tell(begin(10));
        keeper.tell(new CheckpointKeeper.PartWritten(3, write(10).get(0)));
        probe.expectNoMessage();
        time.timePasses(DEADLINE);

        assertThat(probe.expectMessageClass(CheckpointKeeper.Failed.class).reason())
                .contains("60 s")
                .contains("[b/w0]");
    }

    @Test
    void shouldRemoveWhatACrashLeftAtAColdStart() throws Exception {
        write(40);
        ActorRef<CheckpointKeeper.Command> keeper = spawn(CheckpointKeeper.Leftovers.CLEAR);
        keeper.tell(begin(50));
        keeper.tell(new CheckpointKeeper.Abandon(50, "it has started"));
        probe.expectMessageClass(CheckpointKeeper.Failed.class);

        assertThat(store.list("")).isEmpty();
    }

    @Test
    void shouldLeaveWhatMembersMayBeWritingToASuccessor() throws Exception {
        write(5);
        List<BucketGroup> groups = write(10);
        ActorRef<CheckpointKeeper.Command> keeper = spawn(CheckpointKeeper.Leftovers.KEEP);
        keeper.tell(begin(10));
        groups.forEach(group -> keeper.tell(new CheckpointKeeper.PartWritten(3, group)));
        asked().answer().complete(10L);
        probe.expectMessageClass(CheckpointKeeper.Published.class);

        assertThat(store.list("")).containsExactly("step-00000010");
    }
}
