package org.steelworks.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.ops.status.ClusterSnapshot;

class RunSinksActorTest {
    private static final ClusterSnapshot EMPTY =
            new ClusterSnapshot(0, 0, List.of(), List.of(), List.of(), List.of(), List.of());

    @TempDir
    Path folder;

    private final Meters meters = new Meters();
    private ActorTestKit kit;

    @BeforeEach
    void start() {
        kit = ActorTestKit.create();
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private void append(int step) throws IOException {
        Files.writeString(
                folder.resolve("metrics.jsonl"),
                StepMetricsJson.object(new StepMetrics(step, 2, 1, 1e-3, 10, 10L * step, 1, 10, null, 1, 1, null, null))
                        + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private ActorRef<RunSinks.Command> spawn() {
        return kit.spawn(RunSinks.create("pretrain-0001", folder, meters, Clock.systemUTC(), "node-1"));
    }

    private long lastEvent() throws IOException {
        return TensorBoardSteps.last(folder.resolve("tensorboard"));
    }

    @Test
    void shouldTakeEachStepOnceAlsoOverARestartAndTheRestAtTheEnd() throws Exception {
        append(1);
        append(2);
        ActorRef<RunSinks.Command> first = spawn();
        // Plots are drawn last in a round: when they are there, the rest of the round is.
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(folder.resolve("plots/loss.svg")));
        assertThat(lastEvent()).isEqualTo(2);
        assertThat(meters.scrape(EMPTY)).contains("steel_train_tokens_total{job=\"pretrain-0001\"} 20.0");
        append(3);
        kit.stop(first, Duration.ofSeconds(20));
        assertThat(lastEvent()).isEqualTo(3);
        assertThat(meters.scrape(EMPTY)).doesNotContain("pretrain-0001");

        spawn();
        append(4);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> meters.scrape(EMPTY).contains("steel_train_tokens_total{job=\"pretrain-0001\"} 10.0"));

        assertThat(lastEvent()).isEqualTo(4);
        try (Stream<Path> files = Files.list(folder.resolve("tensorboard"))) {
            assertThat(files).hasSize(2);
        }
    }
}
