package org.steelworks.data.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.aeron.AeronSettings;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.MediaDriverOwner;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.id.RunId;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.pack.TokenType;
import org.steelworks.data.shard.BlockSource;
import org.steelworks.data.shard.ShardCopies;
import org.steelworks.data.shard.ShardFiles;
import org.steelworks.data.shard.ShardListing;
import org.steelworks.data.shard.ShardOffer;

/** Nodes with media drivers of their own that feed one run over UDP, each from its own copy of the shards. */
@InterruptAfter(120)
class RunFeederActorTest {
    private static final RunId RUN = new RunId("run-1");
    private static final FeedPlan PLAN = new FeedPlan(4, 1, 2);
    private static final int BLOCK = 3;
    private static final int STEPS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private ActorTestKit kit;
    private AeronSettings settings;
    private MediaDriverOwner workersDriver;
    private FeedStation worker;
    private TestProbe<RunFeeder.Report> reports;
    private final List<Node> nodes = new ArrayList<>();

    /** A node that feeds: its driver, its agent, its host. */
    private final class Node implements AutoCloseable {
        private final String name;
        private final MediaDriverOwner driver;
        private final FeedAgent agent;
        private final ActorRef<FeedHost.Command> host;

        Node(String name, boolean forAll) throws IOException {
            this.name = name;
            driver = MediaDriverOwner.start(settings, name, 1);
            agent = FeedAgent.start(
                    sink -> FeedStation.plane(name, settings, driver.driverFolder(), 1, sink),
                    settings.idleStrategy(),
                    FeedLimits.STANDARD);
            ShardCopies copies = new ShardCopies(List.of(new ShardCopies.Copy(corpus(), copy())));
            host = kit.spawn(FeedHost.create(agent, copies, name, forAll));
            nodes.add(this);
        }

        Path copy() {
            return folder.resolve(name);
        }

        Node withShards() throws IOException {
            ShardFiles.counting(copy().resolve("data/a.bin"), TokenType.UINT16, 0, 20 * BLOCK);
            return this;
        }

        Node withMore() throws IOException {
            ShardFiles.counting(copy().resolve("more/b.bin"), TokenType.UINT16, 500, 12 * BLOCK);
            return this;
        }

        void lose() {
            kit.stop(host, PATIENCE);
        }

        @Override
        public void close() {
            agent.close();
            driver.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        kit = ActorTestKit.create();
        settings = FeedStation.settings(Files.createDirectories(folder.resolve("aeron")));
        workersDriver = MediaDriverOwner.start(settings, "workers", 1);
        worker = new FeedStation("workers", 0, settings, workersDriver.driverFolder());
        reports = kit.createTestProbe(RunFeeder.Report.class);
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        nodes.forEach(Node::close);
        worker.close();
        workersDriver.close();
    }

    /** What recipes name; nobody has it under this path. */
    private Path corpus() {
        return folder.resolve("corpus");
    }

    private ShardRequest request() {
        return new ShardRequest(
                RUN,
                List.of(new DataSpec.ShardSource(corpus().resolve("data").toString(), 1)),
                List.of(),
                List.of(),
                "data.json",
                BLOCK - 1,
                -1,
                DataSpec.Order.PERMUTED,
                7,
                PLAN,
                1000,
                null);
    }

    @Test
    void shouldAskANodeAgainThatLackedTheShardsBeforeTheRunIsGivenUp() throws IOException {
        Node own = new Node("control", false);
        Node first = new Node("data-1", true).withShards();
        Node later = new Node("data-2", true);
        feeder(own, request());
        assertThat(nodeOf(next(RunFeeder.Ready.class).source()))
                .as("all have answered by then")
                .isSameAs(first);

        later.withShards();
        first.lose();

        RunFeeder.Source second = next(RunFeeder.Moved.class).source();
        assertThat(nodeOf(second)).isSameAs(later);
        assertThat(second.reason()).startsWith("data-1 left the cluster; blocks come from data-2");
        later.lose();
        assertThat(next(RunFeeder.Failed.class).reason()).contains("there is no such file");
    }

    @Test
    void shouldAskAgainWhileItWaits() throws IOException {
        Node own = new Node("control", false);
        Node later = new Node("data-1", true);
        AtomicLong clock = new AtomicLong();
        kit.spawn(RunFeeder.create(
                request(), 1, new RunFeeder.OwnNode(own.host, own.name, true), reports.ref(), clock::get));
        String reason = next(RunFeeder.Waits.class).reason();
        while (!reason.contains("has read the run's shards")) {
            reason = next(RunFeeder.Waits.class).reason();
        }
        assertThat(next(RunFeeder.Waits.class).reason()).isEqualTo("waits for data nodes to join");

        clock.addAndGet(RunFeeder.AGAIN_NS);
        reports.expectNoMessage(Duration.ofMillis(2500));
        later.withShards();
        clock.addAndGet(RunFeeder.AGAIN_NS);

        assertThat(next(RunFeeder.Waits.class).reason()).isEmpty();
        assertThat(nodeOf(next(RunFeeder.Ready.class).source())).isSameAs(later);
    }

    private ActorRef<RunFeeder.Command> feeder(Node own, ShardRequest request) {
        return kit.spawn(RunFeeder.create(request, 1, new RunFeeder.OwnNode(own.host, own.name, false), reports.ref()));
    }

    private <T extends RunFeeder.Report> T next(Class<T> type) {
        RunFeeder.Report report = reports.receiveMessage(PATIENCE);
        while (report instanceof RunFeeder.Waits && type != RunFeeder.Waits.class) {
            report = reports.receiveMessage(PATIENCE);
        }
        assertThat(report).isInstanceOf(type);
        return type.cast(report);
    }

    private static DataRecord record(ShardListing listing) {
        return new DataRecord(listing.sets(), List.of());
    }

    private void serve(ActorRef<RunFeeder.Command> feeder, long generation, Endpoint feed, DataLedger ledger) {
        feeder.tell(new RunFeeder.Serve(
                new ShardSupervisor.Serve(generation, List.of(worker.member()), List.of(worker.endpoint()), ledger)));
        worker.enter(RUN, generation, feed);
    }

    /** First tokens of a step's blocks, which tell them apart. */
    private List<Integer> step(long generation, long step) {
        FeedStation.await(
                "step " + step + " of generation " + generation,
                () -> {
                    worker.ask(RUN, generation, 0, new LeafRange(0, PLAN.leaves()), step, step + 1);
                    return worker.tokens(RUN, generation, step, 0) != null
                            && worker.tokens(RUN, generation, step, 1) != null;
                },
                worker);
        List<Integer> found = new ArrayList<>();
        for (int leaf = 0; leaf < PLAN.leaves(); leaf++) {
            int[] tokens = worker.tokens(RUN, generation, step, leaf);
            for (int at = 0; at < tokens.length; at += BLOCK) {
                found.add(tokens[at]);
            }
        }
        return found;
    }

    private Node nodeOf(RunFeeder.Source source) {
        return nodes.stream()
                .filter(node -> node.agent.endpoint().equals(source.endpoint()))
                .findFirst()
                .orElseThrow();
    }

    /** What a run without faults trains. */
    private List<Integer> undisturbed(Node node, DataLedger ledger, int steps, ShardRequest.Added... added)
            throws IOException {
        ShardCopies copies = new ShardCopies(List.of(new ShardCopies.Copy(corpus(), node.copy())));
        List<Integer> first = new ArrayList<>();
        RunShards calm = RunShards.open(request(), copies);
        for (ShardRequest.Added more : added) {
            calm = calm.with(more.set(), calm.offer(more));
        }
        try (RunShards opened = calm) {
            BlockSource source = opened.source(ledger);
            int[] ids = new int[BLOCK];
            for (long sample = 0; sample < (long) steps * PLAN.globalBatch(); sample++) {
                source.read(sample, ids, 0);
                first.add(ids[0]);
            }
        }
        return first;
    }

    @Test
    void shouldGoOnWithTheSameSamplesFromAnotherNode() throws IOException {
        Node own = new Node("control", false);
        new Node("data-1", true).withShards();
        new Node("data-2", true).withShards();
        new Node("data-3", true).withShards();
        ActorRef<RunFeeder.Command> feeder = feeder(own, request());
        RunFeeder.Ready ready = next(RunFeeder.Ready.class);
        DataLedger ledger = record(ready.listing()).firstLedger(List.of(1.0));
        List<Integer> trained = new ArrayList<>();
        Endpoint feed = ready.source().endpoint();
        assertThat(ready.source().own()).isFalse();

        serve(feeder, 1, feed, ledger);
        trained.addAll(step(1, 1));
        trained.addAll(step(1, 2));
        Node lost = nodeOf(ready.source());
        lost.lose();
        RunFeeder.Source second = next(RunFeeder.Moved.class).source();
        assertThat(second.reason()).startsWith(lost.name + " left the cluster; blocks come from data-");
        serve(feeder, 2, second.endpoint(), ledger);
        assertThat(step(2, 2)).as("a step that was under way").isEqualTo(trained.subList(4, 8));
        trained.addAll(step(2, 3));
        Node broken = nodeOf(second);
        Files.delete(broken.copy().resolve("data/a.bin"));
        worker.ask(RUN, 2, 0, new LeafRange(0, PLAN.leaves()), 4, 5);
        FeedStation.await(
                "the failure",
                () -> {
                    worker.ask(RUN, 2, 0, new LeafRange(0, PLAN.leaves()), 4, 5);
                    return broken.agent.dataPlaneCounters().refused() > 0;
                },
                worker);
        RunFeeder.Source third = next(RunFeeder.Moved.class).source();
        assertThat(third.reason()).contains(broken.name + " feeds the run no longer", "a.bin", "is gone now");
        serve(feeder, 3, third.endpoint(), ledger);
        trained.addAll(step(3, 4));
        trained.addAll(step(3, 5));

        assertThat(trained).as("a pass over all blocks").doesNotHaveDuplicates().hasSize(STEPS * PLAN.globalBatch());
        Node whole = nodeOf(third);
        assertThat(trained).isEqualTo(undisturbed(whole, ledger, STEPS));

        whole.lose();
        assertThat(next(RunFeeder.Failed.class).reason())
                .as("the own node was asked last")
                .contains("control: " + own.copy().resolve("data"));
    }

    @Test
    void shouldFeedFromTheOwnNodeWhereNoDataNodeHasTheShards() throws IOException {
        Node own = new Node("control", false).withShards();
        new Node("data-1", true);
        ActorRef<RunFeeder.Command> feeder = feeder(own, request());
        RunFeeder.Ready ready = next(RunFeeder.Ready.class);
        assertThat(ready.source().own()).isTrue();
        assertThat(nodeOf(ready.source())).isSameAs(own);
        DataLedger ledger = record(ready.listing()).firstLedger(List.of(1.0));
        serve(feeder, 1, ready.source().endpoint(), ledger);
        assertThat(step(1, 1)).isEqualTo(undisturbed(own, ledger, 1));
    }

    @Test
    void shouldNameWhatIsMissing() throws IOException {
        Node own = new Node("control", false);
        feeder(own, request());
        assertThat(next(RunFeeder.Failed.class).reason())
                .as("alone, without saying which node")
                .startsWith(own.copy().resolve("data").toString());
    }

    @Test
    void shouldNotBeginWhereNodesHaveDifferentShards() throws IOException {
        Node own = new Node("control", false).withShards();
        new Node("data-1", true).withShards();
        Node other = new Node("data-2", true);
        ShardFiles.counting(other.copy().resolve("data/a.bin"), TokenType.UINT16, 1, 20 * BLOCK);
        feeder(own, request());
        assertThat(next(RunFeeder.Failed.class).reason())
                .contains("different shards", "data-1", "data-2", "data/a.bin with sha256");
    }

    @Test
    void shouldNotTakeANodeWhoseShardsAreNotTheRuns() throws IOException {
        Node own = new Node("control", false);
        Node right = new Node("data-1", true).withShards();
        Node wrong = new Node("data-2", true);
        ShardFiles.counting(wrong.copy().resolve("data/a.bin"), TokenType.UINT16, 1, 20 * BLOCK);
        feeder(own, request().listing(listing(right).sets()));
        assertThat(nodeOf(next(RunFeeder.Ready.class).source())).isSameAs(right);
        right.lose();
        assertThat(next(RunFeeder.Failed.class).reason())
                .contains("data-2: data/a.bin was changed", "data.json", "control: ");
    }

    @Test
    void shouldTakeAdditionsFromWhoeverHasThem() throws IOException {
        Node own = new Node("control", false);
        new Node("data-1", true).withShards();
        new Node("data-2", true).withShards();
        ActorRef<RunFeeder.Command> feeder = feeder(own, request());
        RunFeeder.Ready ready = next(RunFeeder.Ready.class);
        ShardRequest.Added more =
                new ShardRequest.Added(0, List.of(corpus().resolve("more").toString()));
        feeder.tell(new RunFeeder.Offer(more));
        assertThat(next(RunFeeder.NotOffered.class).reason())
                .contains("data-1: ", "data-2: ", "more: there is no such file");

        Node feeding = nodeOf(ready.source());
        Node other = nodes.stream()
                .filter(node -> node != feeding && node != own)
                .findFirst()
                .orElseThrow();
        other.withMore();
        feeder.tell(new RunFeeder.Offer(more));
        RunFeeder.Offered offered = next(RunFeeder.Offered.class);
        assertThat(offered.shards()).extracting(ListedShard::name).containsExactly("more/b.bin");
        feeder.tell(new RunFeeder.Keep(more, offered.shards()));
        RunFeeder.Source moved = next(RunFeeder.Moved.class).source();
        assertThat(nodeOf(moved)).as("the one that has the addition").isSameAs(other);

        DataRecord grown = record(ready.listing())
                .with(new Addition(0, more.paths(), offered.shards(), null))
                .placed(new DataPlace(2, 3));
        DataLedger ledger = grown.ledger(List.of(1.0), PLAN.globalBatch());
        serve(feeder, 3, moved.endpoint(), ledger);
        List<Integer> trained = new ArrayList<>();
        for (long step = 1; step <= 8; step++) {
            trained.addAll(step(3, step));
        }
        assertThat(trained).doesNotHaveDuplicates().hasSize(32).isEqualTo(undisturbed(other, ledger, 8, more));

        Node late = new Node("data-9", true).withShards().withMore();
        other.lose();
        assertThat(nodeOf(next(RunFeeder.Moved.class).source())).isSameAs(late);
    }

    @Test
    void shouldTakeAnotherNodeForOneThatIsSilent() throws IOException {
        Node own = new Node("control", false);
        Node withShards = new Node("aside", false).withShards();
        AtomicLong nowNs = new AtomicLong();
        TestProbe<FeedHost.Command> host = kit.createTestProbe(FeedHost.Command.class);
        TestProbe<ShardSupervisor.Command> supervisor = kit.createTestProbe(ShardSupervisor.Command.class);
        kit.system().receptionist().tell(Receptionist.register(FeedHost.KEY, host.ref()));
        kit.spawn(RunFeeder.create(
                request(), 1, new RunFeeder.OwnNode(own.host, own.name, false), reports.ref(), nowNs::get));
        FeedHost.Feed asked = host.expectMessageClass(FeedHost.Feed.class, PATIENCE);
        Endpoint paused = new Endpoint("data-0", 3, "127.0.0.1:9");
        asked.replyTo().tell(new ShardSupervisor.Opened(RUN, "data-0", listing(withShards), paused, supervisor.ref()));
        assertThat(next(RunFeeder.Ready.class).source().endpoint()).isEqualTo(paused);
        Node data = new Node("data-1", true).withShards();

        for (int ping = 0; ping < 4; ping++) {
            supervisor.expectMessageClass(ShardSupervisor.Ping.class, PATIENCE);
            nowNs.addAndGet(1_000_000_000L);
            asked.replyTo().tell(new ShardSupervisor.Here(RUN, 0));
        }
        // from now on it says nothing
        for (int ping = 0; ping < 8; ping++) {
            supervisor.expectMessageClass(ShardSupervisor.Ping.class, PATIENCE);
            nowNs.addAndGet(1_000_000_000L);
        }
        RunFeeder.Source source = next(RunFeeder.Moved.class).source();
        assertThat(nodeOf(source)).isSameAs(data);
        assertThat(source.reason()).startsWith("data-0 does not answer; blocks come from data-1 now");
    }

    @Test
    void shouldStayWithItsNodeWhenShardsAreOfferedThatTheRunHas() throws IOException {
        Node own = new Node("control", false);
        Node aside = new Node("aside", false).withShards().withMore();
        TestProbe<FeedHost.Command> host = kit.createTestProbe(FeedHost.Command.class);
        TestProbe<ShardSupervisor.Command> supervisor = kit.createTestProbe(ShardSupervisor.Command.class);
        kit.system().receptionist().tell(Receptionist.register(FeedHost.KEY, host.ref()));
        ActorRef<RunFeeder.Command> feeder = kit.spawn(RunFeeder.create(
                request(), 1, new RunFeeder.OwnNode(own.host, own.name, false), reports.ref(), () -> 0));
        FeedHost.Feed asked = host.expectMessageClass(FeedHost.Feed.class, PATIENCE);
        Endpoint feeds = new Endpoint("data-0", 3, "127.0.0.1:9");
        asked.replyTo().tell(new ShardSupervisor.Opened(RUN, "data-0", listing(aside), feeds, supervisor.ref()));
        assertThat(next(RunFeeder.Ready.class).source().endpoint()).isEqualTo(feeds);
        new Node("data-1", true).withShards().withMore();
        ShardRequest.Added more =
                new ShardRequest.Added(0, List.of(corpus().resolve("more").toString()));

        feeder.tell(new RunFeeder.Offer(more));
        supervisor.fishForMessage(
                PATIENCE,
                command -> command instanceof ShardSupervisor.Add
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        List<ListedShard> shards = offered(aside, more);
        asked.replyTo().tell(new ShardSupervisor.Added(RUN, more, shards, List.of()));
        assertThat(next(RunFeeder.Offered.class).shards()).isEqualTo(shards);
        feeder.tell(new RunFeeder.Keep(more, shards));

        feeder.tell(new RunFeeder.Offer(more));

        assertThat(next(RunFeeder.Offered.class).shards())
                .as("its node has not answered again")
                .isEqualTo(shards);
        // the other node answers again meanwhile
        reports.expectNoMessage(Duration.ofMillis(2500));
    }

    private List<ListedShard> offered(Node node, ShardRequest.Added more) throws IOException {
        ShardCopies copies = new ShardCopies(List.of(new ShardCopies.Copy(corpus(), node.copy())));
        try (RunShards opened = RunShards.open(request(), copies);
                ShardOffer offer = opened.offer(more)) {
            return offer.listed();
        }
    }

    private ShardListing listing(Node node) throws IOException {
        ShardCopies copies = new ShardCopies(List.of(new ShardCopies.Copy(corpus(), node.copy())));
        try (RunShards opened = RunShards.open(request(), copies)) {
            return opened.listing();
        }
    }
}
