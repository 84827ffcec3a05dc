package org.steelworks.data.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.steelworks.core.protocol.WireMessage;
import org.steelworks.data.clean.recipe.RecipeText;
import org.steelworks.data.raw.Container;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.unit.OperatorTally;
import org.steelworks.data.unit.UnitTally;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnitSerializationTest {
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
        List<WireMessage> messages = new ArrayList<>();
        for (RawFormat format : RawFormat.values()) {
            messages.add(order(format, Container.LINES, ReadingRules.CORRECTED));
        }
        for (Container container : Container.values()) {
            messages.add(order(RawFormat.JSONL, container, ReadingRules.COMPAT));
        }
        for (UnitReport.Why why : UnitReport.Why.values()) {
            messages.add(new UnitReport.Returned("a-1", why, "because"));
        }
        messages.add(new UnitReport.Read("a-1", 1L << 40));
        messages.add(new UnitReport.Done(
                "a-1",
                new UnitTally(
                        1, 2, 3, 4, 5, 6, Map.of("text is null", 7L), List.of(new OperatorTally("x", 1, 2, 3, 4)))));
        messages.add(new UnitReport.Failed("a-1", "磁盘已满"));
        return messages;
    }

    private UnitHost.Do order(RawFormat format, Container container, ReadingRules rules) {
        return new UnitHost.Do(
                new UnitOrder(
                        "a-1",
                        "a",
                        "/out/.prepare-0",
                        new UnitOrder.Rules(
                                new RecipeText("/r.yaml", "process:\n"), "0a", "texts", "text", rules, 25, 64 << 20),
                        new UnitOrder.Piece(
                                3, 5, 8, "a/b.jsonl", "/in/a/b.jsonl", 9, 1_700_000_000_123L, format, container)),
                kit.createTestProbe(UnitReport.class).getRef());
    }

    @Test
    void shouldBringMessagesBack() {
        messages().forEach(message -> kit.serializationTestKit().verifySerialization(message, true));
    }

    @Test
    void shouldHaveAnExampleOfEveryMessage() {
        List<Class<?>> wire = Stream.of(UnitHost.Command.class, UnitReport.class)
                .flatMap(type -> Stream.<Class<?>>of(type.getPermittedSubclasses()))
                .filter(WireMessage.class::isAssignableFrom)
                .<Class<?>>map(type -> type)
                .toList();
        assertThat(messages().stream().map(Object::getClass).distinct()).containsExactlyInAnyOrderElementsOf(wire);
    }
}
