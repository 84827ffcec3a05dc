package org.steelworks.data.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.ledger.AppendRule;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.MixtureRule;
import org.steelworks.core.ledger.Segment;
import org.steelworks.core.ledger.ShardEntry;
import org.steelworks.core.protocol.WireMessage;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.shard.PackedWith;
import org.steelworks.data.shard.ShardListing;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DataSerializationTest {
    private static final RunId RUN = new RunId("run-1");

    private ActorTestKit kit;

    @BeforeAll
    void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    private List<WireMessage> messages() {
        ActorRef<ShardSupervisor.Answer> replyTo =
                kit.createTestProbe(ShardSupervisor.Answer.class).getRef();
        ActorRef<ShardSupervisor.Command> supervisor =
                kit.createTestProbe(ShardSupervisor.Command.class).getRef();
        ListedShard shard = new ListedShard("shards/a.bin", new ShardEntry("ab".repeat(32), 9));
        PackedWith packed = new PackedWith("/shards", 2049, 151_936, "cd");
        ShardRequest.Added added = new ShardRequest.Added(0, List.of("/more", "/evenmore/a.bin"));
        DataLedger begun = DataLedger.empty(List.of(1L, 2L))
                .with(0, new Segment(0, 0, 0, List.of(new ShardEntry("ab".repeat(32), 9))));
        DataLedger ledger = ((AppendRule.Accept) MixtureRule.decide(begun, List.of(3L, 0L), 40)).ledger();
        Endpoint endpoint = new Endpoint("machine-1", 7, "10.0.0.1:40100");
        List<WireMessage> messages = new ArrayList<>();
        for (DataSpec.Order order : DataSpec.Order.values()) {
            ShardRequest request = new ShardRequest(
                    RUN,
                    List.of(new DataSpec.ShardSource("/shards", 2)),
                    List.of(added),
                    List.of(List.of(shard)),
                    "/run/data.json",
                    2048,
                    3,
                    order,
                    -5,
                    new FeedPlan(8, 2, 2),
                    151_936,
                    order == DataSpec.Order.ORIGINAL
                            ? null
                            : new ShardRequest.Validation(List.of(new DataSpec.ShardSource("/v", 1)), 3, 2));
            messages.add(new ShardSupervisor.Open(request, replyTo));
            messages.add(new FeedHost.Feed(request, 7, replyTo));
        }
        messages.add(new ShardSupervisor.Serve(
                4, List.of(new Member(new WorkerId("node-1", 2), 3)), List.of(endpoint), ledger));
        messages.add(new ShardSupervisor.Add(added));
        messages.add(new ShardSupervisor.Ping());
        messages.add(new ShardSupervisor.Stop("done"));
        messages.add(new ShardSupervisor.Opened(
                RUN,
                "data-1",
                new ShardListing(List.of(List.of(shard)), List.of(packed), ledger, List.of("a note")),
                endpoint,
                supervisor));
        messages.add(new ShardSupervisor.OpenFailed(RUN, "data-1", "missing"));
        messages.add(new ShardSupervisor.Added(RUN, added, List.of(shard), List.of(packed)));
        messages.add(new ShardSupervisor.AddFailed(RUN, added, "missing"));
        messages.add(new ShardSupervisor.Here(RUN, 7));
        messages.add(new ShardSupervisor.FeedFailed(RUN, "changed"));
        return messages;
    }

    @Test
    void shouldBringMessagesBack() {
        messages().forEach(message -> kit.serializationTestKit().verifySerialization(message, true));
    }

    @Test
    void shouldHaveAnExampleOfEveryMessage() {
        Stream<Class<?>> wire = Stream.of(
                        ShardSupervisor.Command.class, ShardSupervisor.Answer.class, FeedHost.Command.class)
                .flatMap(type -> Stream.<Class<?>>of(type.getPermittedSubclasses()))
                .filter(WireMessage.class::isAssignableFrom);
        assertThat(messages().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        wire.<Class<?>>map(type -> type).toList());
    }
}
