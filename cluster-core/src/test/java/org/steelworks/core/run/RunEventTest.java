package org.steelworks.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.Generation;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.leaf.LeafRange;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunEventTest {
    private ActorTestKit kit;

    @BeforeAll
    void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    private static GenerationPlan plan(long number) {
        Generation generation = new Generation(
                number,
                List.of(new Member(new WorkerId("a", 0), 1_700_000_000_123L), new Member(new WorkerId("b", 3), 2)),
                List.of(new LeafRange(0, 3), new LeafRange(3, 8)),
                List.of(new int[] {0, 1}, new int[] {1}));
        return new GenerationPlan(
                generation,
                Base.checkpoint(30, 29, "/c/step-00000030"),
                ScriptedWorker.decision(30),
                2,
                new int[] {-1, 1},
                100,
                true,
                -1,
                29,
                new DataPlace(12, 3),
                "because");
    }

    static Stream<RunEvent> events() {
        return Stream.of(
                new RunEvent.Started(1, 2),
                new RunEvent.FingerprintTaken(1, new Fingerprint(Map.of("b", "2", "a", "1"))),
                new RunEvent.GenerationFormed(1, plan(4), new Endpoint("m", 1023, "10.0.0.1:40100")),
                new RunEvent.StopRequested(1),
                new RunEvent.Ended(1, 7, false, "no reason"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void shouldBringEventsBack(RunEvent event) {
        Object back = kit.serializationTestKit().verifySerialization(event, false);

        assertThat(back).usingRecursiveComparison().isEqualTo(event);
    }

    @Test
    void shouldHaveAnExampleOfEveryEvent() {
        assertThat(events().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(List.of(RunEvent.class.getPermittedSubclasses()));
    }

    @Test
    void shouldKeepWhatANewerSchedulerWroteFromAnOlderOne() {
        RunState state = RunState.empty()
                .apply(new RunEvent.Started(2, 0))
                .apply(new RunEvent.GenerationFormed(2, plan(1), null))
                .apply(new RunEvent.Started(3, 0))
                .apply(new RunEvent.GenerationFormed(2, plan(2), null));

        assertThat(state.fence()).isEqualTo(3);
        assertThat(state.plan().generation().number()).isEqualTo(1);
    }

    @Test
    void shouldForgetAStopInTheNextLifeOnly() {
        RunState stopping = RunState.empty().apply(new RunEvent.Started(1, 0)).apply(new RunEvent.StopRequested(1));
        assertThat(stopping.apply(new RunEvent.Started(1, 0)).stopRequested()).isTrue();

        RunState next = stopping.apply(new RunEvent.Ended(1, 5, false, "")).apply(new RunEvent.Started(1, 0));

        assertThat(next.stopRequested()).isFalse();
        assertThat(next.ended()).isNull();
    }
}
