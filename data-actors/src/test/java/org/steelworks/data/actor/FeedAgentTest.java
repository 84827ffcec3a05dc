package org.steelworks.data.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.aeron.AeronSettings;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.MediaDriverOwner;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameRefusal;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.core.testkit.SeedExtension;
import org.steelworks.data.actor.FeedCounters.Counter;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.pack.TokenType;
import org.steelworks.data.shard.BlockSource;
import org.steelworks.data.shard.ShardCopies;
import org.steelworks.data.shard.ShardFiles;

/** Shards hold 0, 1, 2, …, in order: sample s of blocks of b tokens is s·b … s·b + b - 1. */
@InterruptAfter(90)
@ExtendWith(SeedExtension.class)
class FeedAgentTest {
    private static final RunId RUN = new RunId("run-1");
    private static final int BLOCK = 5;

    /** 8 sequences a step, 2 a leaf, 4 leaves. */
    private static final FeedPlan PLAN = new FeedPlan(8, 2, 1);

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private AeronSettings settings;
    private MediaDriverOwner driver;
    private FeedAgent agent;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private final Map<RunShards, BlockSource> sources = new IdentityHashMap<>();

    private <T extends AutoCloseable> T keep(T opened) {
        open.add(opened);
        return opened;
    }

    private void start(FeedLimits limits, String... keys) throws IOException {
        settings = FeedStation.settings(Files.createDirectories(folder.resolve("aeron")), keys);
        driver = keep(MediaDriverOwner.start(settings, "node-1", 1));
        agent = keep(FeedAgent.start(
                sink -> FeedStation.plane(settings, driver.driverFolder(), 1, sink), settings.idleStrategy(), limits));
    }

    private FeedStation station(int slot) {
        return keep(new FeedStation(slot, settings, driver.driverFolder()));
    }

    /** Two shards of {@code samples} samples in all, the second beginning in the middle. */
    private RunShards shards(RunId run, FeedPlan plan, int block, int samples) throws IOException {
        Path data = folder.resolve(run.value());
        int half = samples / 2 * block;
        TokenType small = half <= 1 << 16 ? TokenType.UINT16 : TokenType.INT32;
        ShardFiles.counting(data.resolve("a.bin"), small, 0, half);
        ShardFiles.counting(data.resolve("b.bin"), TokenType.INT32, half, samples * block - half);
        return keep(RunShards.open(
                new ShardRequest(
                        run,
                        List.of(new DataSpec.ShardSource(data.toString(), 1)),
                        List.of(),
                        List.of(),
                        "data.json",
                        block - 1,
                        -1,
                        DataSpec.Order.SEQUENTIAL,
                        1,
                        plan,
                        samples * block,
                        null),
                ShardCopies.NONE));
    }

    private FeedOrder order(RunShards shards, long generation, List<Member> members, List<Endpoint> endpoints) {
        BlockSource source = sources.computeIfAbsent(shards, opened -> {
            try {
                return opened.source(ledger(opened));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return shards.order(generation, members, endpoints, source);
    }

    /** Of a run that begins with these shards. */
    static DataLedger ledger(RunShards shards) {
        return new DataRecord(shards.listing().sets(), List.of()).firstLedger(List.of(1.0));
    }

    private void serve(RunShards shards, long generation, FeedStation... members) {
        List<Endpoint> endpoints =
                Arrays.stream(members).map(FeedStation::endpoint).toList();
        FeedOrder order = order(
                shards,
                generation,
                Arrays.stream(members).map(FeedStation::member).toList(),
                endpoints);
        assertThat(agent.serve(order, failures::add)).isTrue();
        for (FeedStation member : members) {
            member.enter(shards.request().run(), generation, agent.endpoint());
        }
    }

    /** Asks again and again, as workers do, until all leaves of steps [first, end) are there. */
    private void fetch(FeedStation station, long generation, int sender, LeafRange leaves, long first, long end) {
        long[] nextNs = {System.nanoTime()};
        FeedStation.await(
                "leaves " + leaves + " of steps " + first + " to " + end,
                () -> {
                    if (System.nanoTime() - nextNs[0] >= 0) {
                        for (long step = first; step < end; step++) {
                            if (!has(station, generation, leaves, step, step + 1)) {
                                station.ask(RUN, generation, sender, leaves, step, step + 1);
                            }
                        }
                        nextNs[0] = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
                    }
                    return has(station, generation, leaves, first, end);
                },
                station);
    }

    private static boolean has(FeedStation station, long generation, LeafRange leaves, long first, long end) {
        for (long step = first; step < end; step++) {
            for (int leaf = leaves.from(); leaf < leaves.to(); leaf++) {
                if (station.tokens(RUN, generation, step, leaf) == null) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int[] counting(int first, int count) {
        return IntStream.range(first, first + count).toArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendTheTokensThatEveryMemberAsksFor(boolean udp) throws IOException {
        start(FeedLimits.STANDARD, "force-udp = " + udp);
        RunShards shards = shards(RUN, PLAN, BLOCK, 40);
        FeedStation one = station(0);
        FeedStation other = station(1);

        serve(shards, 1, one, other);
        fetch(one, 1, 0, new LeafRange(0, 1), 1, 4);
        fetch(other, 1, 1, new LeafRange(1, 4), 1, 4);
        serve(shards, 2, other, one);
        fetch(other, 2, 0, new LeafRange(0, 4), 3, 6);
        fetch(one, 2, 1, new LeafRange(0, 4), 6, 7);

        assertThat(one.tokens(RUN, 1, 1, 0)).isEqualTo(counting(0, 10));
        assertThat(one.tokens(RUN, 1, 3, 0)).isEqualTo(counting(80, 10));
        assertThat(other.tokens(RUN, 1, 1, 1)).isEqualTo(counting(10, 10));
        assertThat(other.tokens(RUN, 1, 3, 2)).isEqualTo(counting(100, 10));
        assertThat(other.tokens(RUN, 2, 3, 2)).isEqualTo(counting(100, 10));
        assertThat(other.tokens(RUN, 2, 5, 3)).isEqualTo(counting(190, 10));
        assertThat(one.tokens(RUN, 2, 6, 0)).as("the second pass").isEqualTo(counting(0, 10));
        assertThat(one.arrivals()).filteredOn(key -> key.generation() == 1).allMatch(key -> key.leaf() == 0);
        assertThat(failures).isEmpty();
    }

    @Test
    void shouldFeedTwoRunsToOneMember() throws IOException {
        start(FeedLimits.STANDARD);
        RunId second = new RunId("run-2");
        FeedStation worker = station(0);
        serve(shards(RUN, PLAN, BLOCK, 8), 1, worker);
        serve(shards(second, new FeedPlan(4, 1, 1), 3, 8), 7, worker);

        fetch(worker, 1, 0, new LeafRange(0, 4), 1, 2);
        assertThat(worker.ask(second, 7, 0, new LeafRange(3, 4), 2, 3)).isTrue();
        FeedStation.await("the second run", () -> worker.tokens(second, 7, 2, 3) != null, worker);
        assertThat(worker.tokens(second, 7, 2, 3)).isEqualTo(counting(21, 3));

        assertThat(agent.stopServing(second).toCompletableFuture()).succeedsWithin(10, TimeUnit.SECONDS);
        worker.arrivals().clear();
        worker.ask(second, 7, 0, new LeafRange(0, 4), 1, 2);
        fetch(worker, 1, 0, new LeafRange(0, 1), 1, 2);
        worker.arrivals().clear();
        worker.ask(RUN, 1, 0, new LeafRange(0, 1), 1, 2);
        FeedStation.await("the first run alone", () -> !worker.arrivals().isEmpty(), worker);
        assertThat(worker.arrivals()).allMatch(key -> key.runTag() == RUN.tag());
        assertThat(agent.dataPlaneCounters().refused(FrameRefusal.OTHER_RUN)).isEqualTo(1);
    }

    @Test
    void shouldNotServeAnOlderGenerationOrAStranger() throws IOException {
        start(FeedLimits.STANDARD);
        RunShards shards = shards(RUN, PLAN, BLOCK, 8);
        FeedStation one = station(0);
        FeedStation other = station(1);
        serve(shards, 1, one, other);
        fetch(one, 1, 0, new LeafRange(0, 1), 1, 2);
        serve(shards, 2, other);
        fetch(other, 2, 0, new LeafRange(0, 4), 1, 2);
        serve(shards, 1, one);

        long asked = agent.counters().get(Counter.ASKED);
        one.arrivals().clear();
        assertThat(one.ask(RUN, 1, 0, new LeafRange(0, 4), 1, 2)).isTrue();
        assertThat(one.ask(RUN, 2, 1, new LeafRange(0, 4), 1, 2)).isTrue();
        assertThat(one.ask(RUN, 3, 0, new LeafRange(0, 4), 1, 2)).isTrue();
        FeedStation.await(
                "three refusals",
                () -> agent.dataPlaneCounters().refused(FrameRefusal.STALE) == 1
                        && agent.dataPlaneCounters().refused(FrameRefusal.UNWANTED) == 2,
                one,
                other);

        assertThat(agent.counters().get(Counter.ASKED)).isEqualTo(asked);
        assertThat(one.arrivals()).isEmpty();
    }

    @Test
    void shouldStayBoundedWhileAMemberDoesNotRead() throws IOException {
        int block = 1025;
        start(new FeedLimits(4, 1 << 20, 1, 8, 2));
        RunShards shards = shards(RUN, new FeedPlan(64, 1, 1), block, 256);
        FeedStation slow = station(0);
        FeedStation quick = station(1);
        serve(shards, 1, slow, quick);
        fetch(slow, 1, 0, new LeafRange(0, 1), 1, 2);

        slow.arrivals().clear();
        assertThat(slow.ask(RUN, 1, 0, new LeafRange(0, 64), 2, 3)).isTrue();
        assertThat(slow.ask(RUN, 1, 0, new LeafRange(0, 64), 3, 4)).isTrue();
        fetch(quick, 1, 1, new LeafRange(0, 64), 1, 3);
        for (int leaf = 0; leaf < 64; leaf++) {
            assertThat(quick.tokens(RUN, 1, 2, leaf)).isEqualTo(counting((64 + leaf) * block, block));
        }
        FeedCounters counters = agent.counters();
        assertThat(counters.get(Counter.TURNED_AWAY))
                .as("of the slow member's step 3")
                .isPositive();
        long logged = counters.get(Counter.LOGGED);
        assertThat(counters.get(Counter.READ) - logged).as("leaves in buffers").isLessThanOrEqualTo(4);

        FeedStation.await("step 2", () -> has(slow, 1, new LeafRange(0, 64), 2, 3), slow);
        fetch(slow, 1, 0, new LeafRange(0, 64), 3, 4);
        assertThat(slow.tokens(RUN, 1, 2, 63)).isEqualTo(counting(127 * block, block));
        assertThat(slow.tokens(RUN, 1, 3, 63)).isEqualTo(counting(191 * block, block));
        assertThat(failures).isEmpty();
    }

    @Test
    void shouldRefuseRequestsForWhatDoesNotExist() throws IOException {
        start(FeedLimits.STANDARD);
        FeedStation worker = station(0);
        serve(shards(RUN, PLAN, BLOCK, 8), 1, worker);
        fetch(worker, 1, 0, new LeafRange(0, 1), 1, 2);

        worker.arrivals().clear();
        worker.ask(RUN, 1, 0, new LeafRange(0, 5), 1, 2);
        worker.ask(RUN, 1, 0, new LeafRange(0, 1), 0, 2);
        worker.ask(RUN, 1, 0, new LeafRange(2, 2), 1, Long.MAX_VALUE);
        fetch(worker, 1, 0, new LeafRange(0, 1), 5, 6);

        assertThat(agent.counters().get(Counter.SENSELESS)).isEqualTo(2);
        assertThat(worker.arrivals()).extracting(FrameKey::step).containsOnly(5L);
    }

    @Test
    void shouldReportAChangedShardAndSendNothingMore() throws IOException {
        start(FeedLimits.STANDARD);
        RunShards shards = shards(RUN, PLAN, BLOCK, 16);
        FeedStation worker = station(0);
        serve(shards, 1, worker);
        fetch(worker, 1, 0, new LeafRange(0, 4), 1, 2);

        Path second = folder.resolve("run-1/b.bin");
        ShardFiles.counting(second, TokenType.INT32, 7, 41);
        long[] nextNs = {System.nanoTime()};
        FeedStation.await(
                "the report",
                () -> {
                    if (System.nanoTime() - nextNs[0] >= 0) {
                        worker.ask(RUN, 1, 0, new LeafRange(0, 4), 2, 3);
                        nextNs[0] = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
                    }
                    return !failures.isEmpty();
                },
                worker);
        assertThat(failures).singleElement().asString().contains("b.bin").contains("was changed while it was in use");

        worker.arrivals().clear();
        worker.ask(RUN, 1, 0, new LeafRange(0, 1), 1, 2);
        FeedStation.await(
                "a refused request", () -> agent.dataPlaneCounters().refused(FrameRefusal.OTHER_RUN) > 0, worker);
        serve(shards, 2, worker);
        FeedStation.await("the same report", () -> failures.size() == 2, worker);
        assertThat(worker.arrivals()).isEmpty();
        assertThat(agent.stopServing(RUN).toCompletableFuture()).succeedsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldNotReadShardsOnceStoppingIsDone() throws IOException {
        start(FeedLimits.STANDARD);
        FeedStation worker = station(0);
        for (int round = 1; round <= 20; round++) {
            RunShards shards = shards(RUN, PLAN, BLOCK, 8);
            serve(shards, round, worker);
            fetch(worker, round, 0, new LeafRange(0, 1), 1, 2);
            for (int i = 0; i < 50; i++) {
                worker.ask(RUN, round, 0, new LeafRange(0, 4), 10L * i + 1, 10L * i + 11);
            }
            assertThat(agent.stopServing(RUN).toCompletableFuture()).succeedsWithin(10, TimeUnit.SECONDS);
            shards.close();
        }
        assertThat(failures).isEmpty();
        assertThat(agent.counters().get(Counter.READ)).isGreaterThan(20);
    }

    @Test
    void shouldReportAMemberThatCannotBeReached() throws IOException {
        start(FeedLimits.STANDARD);
        RunShards shards = shards(RUN, PLAN, BLOCK, 8);
        FeedStation worker = station(0);
        FeedOrder order = order(shards, 1, List.of(worker.member()), List.of(new Endpoint("machine-2", 9, "")));
        assertThat(agent.serve(order, failures::add)).isTrue();
        FeedStation.await("the report", () -> !failures.isEmpty(), worker);
        assertThat(failures).singleElement().asString().contains("machine-2").contains("has no udp address");
    }

    @Test
    void shouldReportTheLossOfTheDriverToRunsOfThenAndLater() throws IOException {
        start(FeedLimits.STANDARD);
        RunShards shards = shards(RUN, PLAN, BLOCK, 8);
        FeedStation worker = station(0);
        serve(shards, 1, worker);
        fetch(worker, 1, 0, new LeafRange(0, 1), 1, 2);
        worker.close();
        driver.close();
        open.remove(driver);
        open.remove(worker);

        await().atMost(30, TimeUnit.SECONDS).until(() -> !failures.isEmpty());
        assertThat(failures)
                .singleElement()
                .asString()
                .contains("the media driver")
                .contains("is lost");
        FeedOrder later = order(shards, 2, List.of(), List.of());
        assertThat(agent.serve(later, failures::add)).isTrue();
        await().atMost(30, TimeUnit.SECONDS).until(() -> failures.size() == 2);
        assertThat(agent.stopServing(RUN).toCompletableFuture()).succeedsWithin(10, TimeUnit.SECONDS);
    }
}
