package org.steelworks.eval.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.eval.fixture.TinyExam;
import org.steelworks.eval.fixture.TinyModel;
import org.steelworks.eval.run.EvalListener;
import org.steelworks.eval.run.EvalSpec;
import org.steelworks.eval.task.EvalTask;

class EvalActorTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final ActorTestKit kit = ActorTestKit.create();

    @AfterEach
    void end() {
        kit.shutdownTestKit();
    }

    @Test
    void answersWithScoresOrTheReason() throws IOException {
        Path exam = TinyExam.write(folder.resolve("exam"));
        EvalSpec spec = EvalSpec.of(
                TinyModel.write(folder.resolve("model")), List.of(EvalTask.CMMLU), exam, folder.resolve("out"));
        EvalSpec broken = EvalSpec.of(folder.resolve("nowhere"), List.of(EvalTask.CMMLU), exam, folder.resolve("out"));
        TestProbe<EvalActor.Answer> probe = kit.createTestProbe();
        ActorRef<EvalActor.Command> actor =
                kit.spawn(EvalActor.create(new AtomicBoolean()), DispatcherSelector.blocking());

        actor.tell(new EvalActor.Evaluate(broken, EvalListener.NONE, probe.ref()));
        actor.tell(new EvalActor.Evaluate(spec, EvalListener.NONE, probe.ref()));

        assertThat(probe.expectMessageClass(EvalActor.Failed.class, DEADLINE).reason())
                .contains("nowhere");
        assertThat(probe.expectMessageClass(EvalActor.Scored.class, DEADLINE)
                        .report()
                        .tasks())
                .hasSize(2);
    }
}
