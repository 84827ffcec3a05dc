package org.steelworks.data.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.aeron.AeronSettings;
import org.steelworks.core.aeron.MediaDriverOwner;
import org.steelworks.core.id.RunId;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.ledger.AppendRule;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.feed.SampleRange;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.pack.TokenType;
import org.steelworks.data.shard.BlockSource;
import org.steelworks.data.shard.ShardCopies;
import org.steelworks.data.shard.ShardFiles;
import org.steelworks.data.shard.ShardSet;

/**
 * The machine that feeds a run is lost while a worker of another machine trains: a third one that reads the same shards
 * goes on, over UDP between three media drivers, on data that had grown before.
 */
@InterruptAfter(90)
class FeedMoveTest {
    private static final RunId RUN = new RunId("run-1");
    private static final FeedPlan PLAN = new FeedPlan(4, 1, 2);
    private static final int BLOCK = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private ActorTestKit kit;
    private AeronSettings settings;
    private MediaDriverOwner workersDriver;
    private FeedStation worker;
    private List<List<ListedShard>> listed;

    /** A machine that feeds: its driver, its agent, and the supervisor of the run. */
    private final class Machine implements AutoCloseable {
        private final MediaDriverOwner driver;
        private final FeedAgent agent;
        private final ActorRef<ShardSupervisor.Command> supervisor;
        private final TestProbe<ShardSupervisor.Answer> answers = kit.createTestProbe(ShardSupervisor.Answer.class);

        Machine(String name) throws IOException {
            driver = MediaDriverOwner.start(settings, name, 1);
            agent = FeedAgent.start(
                    sink -> FeedStation.plane(name, settings, driver.driverFolder(), 1, sink),
                    settings.idleStrategy(),
                    FeedLimits.STANDARD);
            supervisor = kit.spawn(ShardSupervisor.create(agent, ShardCopies.NONE, name));
        }

        ShardSupervisor.Answer open(String data) {
            supervisor.tell(new ShardSupervisor.Open(request(data), answers.ref()));
            return answers.receiveMessage(PATIENCE);
        }

        void serve(long generation, DataLedger ledger) {
            supervisor.tell(new ShardSupervisor.Serve(
                    generation, List.of(worker.member()), List.of(worker.endpoint()), ledger));
            worker.enter(RUN, generation, agent.endpoint());
        }

        /** As it is when a machine loses its power: nobody says goodbye. */
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
        for (String data : List.of("shared", "copy", "other")) {
            ShardFiles.counting(folder.resolve(data).resolve("a.bin"), TokenType.UINT16, 0, 20 * BLOCK);
            int first = data.equals("other") ? 900 : 500;
            ShardFiles.counting(folder.resolve(data + "-more/b.bin"), TokenType.UINT16, first, 12 * BLOCK);
        }
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        worker.close();
        workersDriver.close();
    }

    private ShardRequest request(String data) {
        return new ShardRequest(
                RUN,
                List.of(new DataSpec.ShardSource(folder.resolve(data).toString(), 1)),
                List.of(new ShardRequest.Added(
                        0, List.of(folder.resolve(data + "-more").toString()))),
                listed,
                "data.json",
                BLOCK - 1,
                -1,
                DataSpec.Order.PERMUTED,
                7,
                PLAN,
                1000,
                null);
    }

    /** 20 blocks at first, 12 more behind step 2. */
    private DataLedger grown() throws IOException {
        List<ListedShard> all = new ArrayList<>();
        DataLedger ledger = DataLedger.empty();
        ShardSet.Expectation expectation = new ShardSet.Expectation(BLOCK, -1, ShardSet.Arrangement.AS_PACKED);
        for (String part : List.of("shared", "shared-more")) {
            try (ShardSet set = ShardSet.open(List.of(folder.resolve(part)), expectation)) {
                List<AppendRule.Candidate> shards = set.members().stream()
                        .map(member -> new AppendRule.Candidate(0, member.name(), member.entry()))
                        .toList();
                set.members().forEach(member -> all.add(new ListedShard(member.name(), member.entry())));
                long sample = ledger.isEmpty() ? 0 : PLAN.nextSample(2);
                ledger = ((AppendRule.Accept) AppendRule.decide(ledger, shards, sample)).ledger();
            }
        }
        listed = List.of(all);
        return ledger;
    }

    private void fetch(long generation, long step) {
        FeedStation.await(
                "step " + step,
                () -> {
                    worker.ask(RUN, generation, 0, new LeafRange(0, PLAN.leaves()), step, step + 1);
                    return worker.tokens(RUN, generation, step, 0) != null
                            && worker.tokens(RUN, generation, step, 1) != null;
                },
                worker);
    }

    @Test
    void shouldGoOnWithTheSameSamplesOnAnotherMachine() throws IOException {
        DataLedger ledger = grown();
        List<Integer> first = new ArrayList<>();
        try (Machine lost = new Machine("machine-1")) {
            assertThat(lost.open("shared")).isInstanceOf(ShardSupervisor.Opened.class);
            lost.serve(1, ledger);
            for (long step = 1; step <= 4; step++) {
                fetch(1, step);
                first.addAll(blocks(1, step));
            }
        }
        try (Machine next = new Machine("machine-2")) {
            assertThat(next.open("other"))
                    .as("a machine whose shards are others does not feed the run")
                    .isInstanceOfSatisfying(ShardSupervisor.OpenFailed.class, refused -> assertThat(refused.reason())
                            .contains("shared-more/b.bin is missing", "data.json"));
            assertThat(next.open("copy")).isInstanceOf(ShardSupervisor.Opened.class);
            next.serve(2, ledger);
            // step 4 was under way: it is computed again, from the same samples
            for (long step = 4; step <= 8; step++) {
                fetch(2, step);
                if (step > 4) {
                    first.addAll(blocks(2, step));
                }
            }
            assertThat(blocks(2, 4)).isEqualTo(blocks(1, 4));
        }
        assertThat(first)
                .as("a pass over all 32 blocks")
                .doesNotHaveDuplicates()
                .hasSize(32);
        try (RunShards calm = RunShards.open(request("shared"), ShardCopies.NONE)) {
            BlockSource source = calm.source(ledger);
            List<Integer> undisturbed = new ArrayList<>();
            int[] ids = new int[BLOCK];
            SampleRange all = new SampleRange(0, 32);
            for (long sample = all.first(); sample < all.end(); sample++) {
                source.read(sample, ids, 0);
                undisturbed.add(ids[0]);
            }
            assertThat(first).isEqualTo(undisturbed);
        }
    }

    /** First tokens of a step's blocks, which tell them apart. */
    private List<Integer> blocks(long generation, long step) {
        List<Integer> found = new ArrayList<>();
        for (int leaf = 0; leaf < PLAN.leaves(); leaf++) {
            int[] tokens = worker.tokens(RUN, generation, step, leaf);
            for (int at = 0; at < tokens.length; at += BLOCK) {
                found.add(tokens[at]);
            }
        }
        return found;
    }
}
