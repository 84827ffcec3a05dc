package org.steelworks.data.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.aeron.AeronSettings;
import org.steelworks.core.aeron.MediaDriverOwner;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.id.RunId;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.ShardEntry;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.pack.TokenType;
import org.steelworks.data.shard.ShardCopies;
import org.steelworks.data.shard.ShardFiles;

@InterruptAfter(60)
class ShardSupervisorActorTest {
    private static final RunId RUN = new RunId("run-1");
    private static final FeedPlan PLAN = new FeedPlan(4, 1, 2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<ShardSupervisor.Answer> probe = kit.createTestProbe(ShardSupervisor.Answer.class);
    private AeronSettings settings;
    private MediaDriverOwner driver;
    private FeedAgent agent;
    private FeedStation worker;
    private ActorRef<ShardSupervisor.Command> supervisor;

    @BeforeEach
    void start() throws IOException {
        settings = FeedStation.settings(Files.createDirectories(folder.resolve("aeron")));
        driver = MediaDriverOwner.start(settings, "node-1", 1);
        agent = FeedAgent.start(
                sink -> FeedStation.plane(settings, driver.driverFolder(), 1, sink),
                settings.idleStrategy(),
                FeedLimits.STANDARD);
        worker = new FeedStation(0, settings, driver.driverFolder());
        supervisor = spawn();
        ShardFiles.counting(folder.resolve("data/a.bin"), TokenType.UINT16, 100, 24);
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        worker.close();
        agent.close();
        driver.close();
    }

    private ActorRef<ShardSupervisor.Command> spawn() {
        return kit.spawn(ShardSupervisor.create(agent, ShardCopies.NONE, "data-1"));
    }

    private ShardRequest request(List<List<ListedShard>> listed) {
        String data = folder.resolve("data").toString();
        return new ShardRequest(
                RUN,
                List.of(new DataSpec.ShardSource(data, 1)),
                List.of(),
                listed,
                "data.json",
                2,
                -1,
                DataSpec.Order.SEQUENTIAL,
                1,
                PLAN,
                500,
                null);
    }

    private ShardSupervisor.Opened open() {
        supervisor.tell(new ShardSupervisor.Open(request(List.of()), probe.ref()));
        return probe.expectMessageClass(ShardSupervisor.Opened.class, PATIENCE);
    }

    /** Of a run that begins with the shards of the answer. */
    private static DataLedger ledger(ShardSupervisor.Opened opened) {
        return record(opened).firstLedger(List.of(1.0));
    }

    private static DataRecord record(ShardSupervisor.Opened opened) {
        return new DataRecord(opened.listing().sets(), List.of());
    }

    private ShardSupervisor.Serve serve(long generation, DataLedger ledger) {
        return new ShardSupervisor.Serve(generation, List.of(worker.member()), List.of(worker.endpoint()), ledger);
    }

    private void fetch(long generation, long step, int leaf) {
        worker.enter(RUN, generation, agent.endpoint());
        FeedStation.await(
                "leaf " + leaf + " of step " + step,
                () -> {
                    worker.ask(RUN, generation, 0, new LeafRange(leaf, leaf + 1), step, step + 1);
                    return worker.tokens(RUN, generation, step, leaf) != null;
                },
                worker);
    }

    /** Whether this process has the shard in memory: proc(5). */
    private boolean mapped() throws IOException {
        return Files.readString(Path.of("/proc/self/maps"))
                .contains(folder.resolve("data/a.bin").toString());
    }

    private void awaitUnmapped() {
        Awaitility.await().atMost(PATIENCE).until(() -> !mapped());
    }

    @Test
    void shouldOpenServeAndCloseWhenNobodyReads() throws IOException {
        ShardSupervisor.Opened opened = open();
        assertThat(opened.run()).isEqualTo(RUN);
        assertThat(opened.node()).isEqualTo("data-1");
        assertThat(opened.endpoint()).isEqualTo(agent.endpoint());
        assertThat(opened.supervisor()).isEqualTo(supervisor);
        assertThat(opened.listing().sets().get(0))
                .extracting(shard -> shard.entry().blocks())
                .containsExactly(8L);

        supervisor.tell(serve(1, ledger(opened)));
        fetch(1, 2, 1);
        assertThat(worker.tokens(RUN, 1, 2, 1)).containsExactly(118, 119, 120, 121, 122, 123);
        supervisor.tell(serve(2, ledger(opened)));
        fetch(2, 1, 0);
        assertThat(worker.tokens(RUN, 2, 1, 0)).containsExactly(100, 101, 102, 103, 104, 105);
        supervisor.tell(new ShardSupervisor.Ping());
        assertThat(probe.receiveMessage(PATIENCE)).isEqualTo(new ShardSupervisor.Here(RUN, 2));

        supervisor.tell(new ShardSupervisor.Open(request(List.of()), probe.ref()));
        assertThat(probe.receiveMessage(PATIENCE)).isEqualTo(opened);
        supervisor.tell(new ShardSupervisor.Open(request(opened.listing().sets()), probe.ref()));
        assertThat(probe.expectMessageClass(ShardSupervisor.OpenFailed.class, PATIENCE)
                        .reason())
                .contains("already has other shards");
        assertThat(mapped()).isTrue();
        supervisor.tell(new ShardSupervisor.Stop("the run is done"));
        probe.expectTerminated(supervisor, PATIENCE);
        awaitUnmapped();
    }

    @Test
    void shouldFeedWhatWasAddedOnceTheLedgerHasIt() throws IOException {
        ShardSupervisor.Opened opened = open();
        ShardFiles.counting(folder.resolve("more/b.bin"), TokenType.UINT16, 300, 12);
        ShardRequest.Added nowhere =
                new ShardRequest.Added(0, List.of(folder.resolve("nowhere").toString()));
        ShardRequest.Added more =
                new ShardRequest.Added(0, List.of(folder.resolve("more").toString()));
        supervisor.tell(new ShardSupervisor.Add(nowhere));
        supervisor.tell(new ShardSupervisor.Add(more));
        assertThat(probe.expectMessageClass(ShardSupervisor.AddFailed.class, PATIENCE)
                        .reason())
                .contains(folder.resolve("nowhere").toString());
        ShardSupervisor.Added added = probe.expectMessageClass(ShardSupervisor.Added.class, PATIENCE);
        assertThat(added.shards()).extracting(ListedShard::name).containsExactly("more/b.bin");
        supervisor.tell(new ShardSupervisor.Add(more));
        assertThat(probe.receiveMessage(PATIENCE)).as("said again").isEqualTo(added);

        DataRecord grown = record(opened).with(new Addition(0, more.paths(), added.shards(), null));
        DataLedger ledger = grown.placed(new DataPlace(2, 3)).ledger(List.of(1.0), 4);
        supervisor.tell(serve(3, ledger));
        fetch(3, 3, 0);
        assertThat(worker.tokens(RUN, 3, 3, 0))
                .as("the first two of the added blocks")
                .containsExactly(300, 301, 302, 303, 304, 305);
        supervisor.tell(new ShardSupervisor.Stop("the run is done"));
        probe.expectTerminated(supervisor, PATIENCE);
        awaitUnmapped();
    }

    @Test
    void shouldFailByNameWhereItLacksAShardOfTheLedger() throws IOException {
        ShardSupervisor.Opened opened = open();
        ListedShard other = new ListedShard("more/b.bin", new ShardEntry("ab".repeat(32), 4));
        DataRecord grown = record(opened).with(new Addition(0, List.of("/more"), List.of(other), null));
        supervisor.tell(serve(1, grown.placed(new DataPlace(2, 3)).ledger(List.of(1.0), 4)));
        assertThat(probe.expectMessageClass(ShardSupervisor.FeedFailed.class, PATIENCE)
                        .reason())
                .contains("ab".repeat(32));
    }

    @Test
    void shouldCloseWhenItIsEndedFromOutside() throws IOException {
        DataLedger ledger = ledger(open());
        supervisor.tell(serve(1, ledger));
        fetch(1, 1, 0);
        assertThat(mapped()).isTrue();
        kit.stop(supervisor, PATIENCE);
        awaitUnmapped();
        ActorRef<ShardSupervisor.Command> other = spawn();
        other.tell(new ShardSupervisor.Open(request(List.of()), probe.ref()));
        kit.stop(other, PATIENCE);
        awaitUnmapped();
    }

    @Test
    void shouldCheckTheShardsAgainstTheListOfAResumedRun() throws IOException {
        List<List<ListedShard>> listed = open().listing().sets();
        ShardFiles.counting(folder.resolve("data/new.bin"), TokenType.UINT16, 1, 3);
        ActorRef<ShardSupervisor.Command> resumed = spawn();
        resumed.tell(new ShardSupervisor.Open(request(listed), probe.ref()));
        ShardSupervisor.Opened opened = probe.expectMessageClass(ShardSupervisor.Opened.class, PATIENCE);
        assertThat(opened.listing().notes())
                .singleElement()
                .asString()
                .contains("new.bin")
                .contains("is not trained");

        Files.delete(folder.resolve("data/a.bin"));
        ActorRef<ShardSupervisor.Command> third = spawn();
        third.tell(new ShardSupervisor.Open(request(listed), probe.ref()));
        assertThat(probe.expectMessageClass(ShardSupervisor.OpenFailed.class, PATIENCE)
                        .reason())
                .contains("data/a.bin is missing")
                .contains("Put the originals back");
        third.tell(new ShardSupervisor.Stop("it failed"));
        probe.expectTerminated(third, PATIENCE);
    }

    @Test
    void shouldOpenAtTheSecondTry() throws IOException {
        Path shard = folder.resolve("data/a.bin");
        Path aside = Files.move(shard, folder.resolve("aside.bin"));
        supervisor.tell(new ShardSupervisor.Open(request(List.of()), probe.ref()));
        probe.expectMessageClass(ShardSupervisor.OpenFailed.class, PATIENCE);
        Files.move(aside, shard);
        assertThat(ledger(open()).blocks()).isEqualTo(8);
        ShardFiles.counting(folder.resolve("data/b.bin"), TokenType.UINT16, 100, 24);
        ActorRef<ShardSupervisor.Command> other = spawn();
        other.tell(new ShardSupervisor.Open(request(List.of()), probe.ref()));
        assertThat(probe.expectMessageClass(ShardSupervisor.OpenFailed.class, PATIENCE)
                        .reason())
                .contains("b.bin has the same content as data/a.bin");
    }

    @Test
    void shouldTellThatAShardChanged() throws IOException {
        DataLedger ledger = ledger(open());
        supervisor.tell(serve(1, ledger));
        fetch(1, 1, 0);
        Files.delete(folder.resolve("data/a.bin"));
        FeedStation.await(
                "the failure",
                () -> {
                    worker.ask(RUN, 1, 0, new LeafRange(0, 1), 2, 3);
                    return agent.dataPlaneCounters().refused() > 0;
                },
                worker);
        assertThat(probe.expectMessageClass(ShardSupervisor.FeedFailed.class, PATIENCE)
                        .reason())
                .contains("a.bin")
                .contains("is gone now");
        supervisor.tell(serve(2, ledger));
        assertThat(probe.expectMessageClass(ShardSupervisor.FeedFailed.class, PATIENCE)
                        .run())
                .isEqualTo(RUN);
        supervisor.tell(new ShardSupervisor.Open(request(List.of()), probe.ref()));
        probe.expectMessageClass(ShardSupervisor.OpenFailed.class, PATIENCE);
        supervisor.tell(new ShardSupervisor.Stop("it failed"));
        probe.expectTerminated(supervisor, PATIENCE);
    }

    @Test
    void shouldEndWhileItOpens() {
        supervisor.tell(new ShardSupervisor.Open(request(List.of()), probe.ref()));
        supervisor.tell(new ShardSupervisor.Stop("not wanted any more"));
        probe.expectTerminated(supervisor, PATIENCE);
        awaitUnmapped();
    }
}
