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
        DataLedger begun = DataLedger.empty(List.of(1L, 2L))
                .with(0, new Segment(0, 0, 0, List.of(new ShardEntry("ab".repeat(32), 9))));
        DataLedger ledger = ((AppendRule.Accept) MixtureRule.decide(begun, List.of(3L, 0L), 40)).ledger();
        Endpoint endpoint = new Endpoint("machine-1", 7, "10.0.0.1:40100");
        List<WireMessage> messages = new ArrayList<>();
        for (DataSpec.Order order : DataSpec.Order.values()) {
            messages.add(new ShardSupervisor.Open(
                    new ShardRequest(
                            RUN,
                            List.of(new DataSpec.ShardSource("/shards", 2)),
                            List.of(new ShardRequest.Added(0, List.of("/more", "/evenmore/a.bin"))),
                            2048,
                            3,
                            order,
                            -5,
                            new FeedPlan(8, 2, 2),
                            151_936,
                            ledger),
                    replyTo));
        }
        messages.add(
                new ShardSupervisor.Serve(4, List.of(new Member(new WorkerId("node-1", 2), 3)), List.of(endpoint)));
        messages.add(new ShardSupervisor.Stop("done"));
        messages.add(new ShardSupervisor.Opened(RUN, ledger, endpoint, 9, List.of("a note")));
        messages.add(new ShardSupervisor.OpenFailed(RUN, "missing"));
        messages.add(new ShardSupervisor.FeedFailed(RUN, "changed"));
        return messages;
    }

    @Test
    void shouldBringMessagesBack() {
        messages().forEach(message -> kit.serializationTestKit().verifySerialization(message, true));
    }

    @Test
    void shouldHaveAnExampleOfEveryMessage() {
        Stream<Class<?>> wire = Stream.of(ShardSupervisor.Command.class, ShardSupervisor.Answer.class)
                .flatMap(type -> Stream.<Class<?>>of(type.getPermittedSubclasses()))
                .filter(WireMessage.class::isAssignableFrom);
        assertThat(messages().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        wire.<Class<?>>map(type -> type).toList());
    }
}
