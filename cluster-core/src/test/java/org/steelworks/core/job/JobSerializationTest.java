package org.steelworks.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.steelworks.core.id.JobId;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobSerializationTest {
    private ActorTestKit kit;

    @BeforeAll
    void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    static Stream<JobEvent> events() {
        return Stream.of(
                new JobEvent.SchedulerStarted(1, 2, "n"),
                new JobEvent.Submitted(1, 2, "j", null, "d", "n", "pretrain", "kind: x", "/d", 3, 4, 5, 6),
                new JobEvent.Launched(1, 2, "j", 1, 2),
                new JobEvent.Running(1, 2, "j", 3, 4, 5),
                new JobEvent.StopAsked(1, 2, "j"),
                new JobEvent.Stopped(1, 2, "j", 3),
                new JobEvent.Failed(1, 2, "j", 3, "because"),
                new JobEvent.Succeeded(1, 2, "j", 3),
                new JobEvent.Interrupted(1, 2, "j"),
                new JobEvent.Revised(1, 2, "j", "kind: x", "/d", 3, 4),
                new JobEvent.Resumed(1, 2, "j"),
                new JobEvent.PriorityChanged(1, 2, "j", 3),
                new JobEvent.Scaled(1, 2, "j", 3));
    }

    @ParameterizedTest
    @MethodSource("events")
    void shouldBringEventsBack(JobEvent event) {
        kit.serializationTestKit().verifySerialization(event, true);
    }

    @Test
    void shouldHaveAnExampleOfEveryEvent() {
        assertThat(events().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(List.of(JobEvent.class.getPermittedSubclasses()));
    }

    @Test
    void shouldKeepTheStoredFormOfEvents() {
        Serialization serialization = SerializationExtension.get(kit.system());

        byte[] bytes = serialization
                .serialize(new JobEvent.Launched(7, 8, "pretrain-0001", 2, 4))
                .get();

        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo("{\"fence\":7,\"atMs\":8,\"job\":\"pretrain-0001\",\"attempt\":2,\"workers\":4}");
    }

    @Test
    void shouldBringRequestsAndAnswersBack() {
        var replyTo = kit.createTestProbe(JobAnswer.class).getRef();
        JobView view = new JobView(
                new JobId("j"),
                "n",
                "pretrain",
                JobState.RUNNING,
                "",
                0,
                1,
                2,
                3.5,
                null,
                1,
                2,
                "/d",
                5,
                6,
                new JobView.Cleaning(1, 2, 3, 4, 5, 6.5));
        kit.serializationTestKit()
                .verifySerialization(
                        new JobScheduler.Submit(null, "kind: x", "r.yaml", "/f", null, null, 0, replyTo), true);
        kit.serializationTestKit()
                .verifySerialization(new JobScheduler.Revise("k", "kind: x", "r.yaml", "/f", "/d", replyTo), true);
        kit.serializationTestKit().verifySerialization(new JobScheduler.Stop(new JobId("j"), replyTo), true);
        kit.serializationTestKit().verifySerialization(new JobScheduler.ListJobs(null, 3, replyTo), true);
        kit.serializationTestKit().verifySerialization(new JobAnswer.Accepted(view, true), true);
        kit.serializationTestKit().verifySerialization(new JobAnswer.Listed(List.of(view), "j"), true);
        kit.serializationTestKit()
                .verifySerialization(new JobAnswer.Refused(JobAnswer.Cause.NOT_FOUND, "r", "h"), true);
    }
}
