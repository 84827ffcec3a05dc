package org.steelworks.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.id.RunId;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.spec.ClusterSpec;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;

/** The bits promise with real kernels, real Aeron and the real state machines, in one JVM. */
@Timeout(300)
class WorkerEngineTest {
    private static final int STEPS = 23;
    /** Closed at moments that differ; an engine that does not leave its run hangs in the first or second of them. */
    private static final int CLOSED_RUNS = 12;

    private record Result(List<Decision> decisions, Digest128 state) {}

    @ParameterizedTest
    @CsvSource({
        "RAW, RAW, FP32, MICRO_BATCH",
        "RAW, RAW, BF16_MIXED, TOKEN",
        "SOFTMOE_V1, RAW, FP32, TOKEN",
        "SOFTMOE_V1, RAW, BF16_MIXED, MICRO_BATCH",
        "SOFTMOE_V3, SENET, FP32, MICRO_BATCH",
        "SOFTMOE_V3, SENET, BF16_MIXED, MICRO_BATCH"
    })
    void shouldGiveTheSameBitsForAnyNumberOfWorkersAndReplicas(
            FeedForwardKind feedForward, MlpKind mlp, TrainSpec.Precision precision, TrainSpec.Loss.Normalize normalize)
            throws Exception {
        RunSetup setup = setup(feedForward, mlp, precision, normalize);
        Result one = run(setup, 1, ClusterSpec.ALL);

        assertThat(one.decisions).hasSize(STEPS);
        assertThat(one.decisions.get(9).weightsDigest()).isNotNull();
        for (int workers = 2; workers <= 4; workers++) {
            for (int replicas : new int[] {1, 2, ClusterSpec.ALL}) {
                assertThat(run(setup, workers, replicas))
                        .describedAs("%d workers, %d replicas", workers, replicas)
                        .isEqualTo(one);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"RAW, RAW, FP32", "SOFTMOE_V1, RAW, BF16_MIXED"})
    void shouldGiveTheSameBitsWhenMembersAreLostAndJoin(
            FeedForwardKind feedForward, MlpKind mlp, TrainSpec.Precision precision) throws Exception {
        RunSetup setup = setup(feedForward, mlp, precision, TrainSpec.Loss.Normalize.MICRO_BATCH);
        Result calm = run(setup, 1, ClusterSpec.ALL);
        try (LocalRun run = new LocalRun(setup, 3, 2)) {
            run.runUntil(5);
            run.kill(1, 1);
            run.runUntil(9);
            run.start(1, 2);
            run.runUntil(14);
            run.kill(0, 1);
            run.runToEnd();

            assertThat(run.decisions).isEqualTo(calm.decisions);
            assertThat(run.state()).isEqualTo(calm.state);
        }
    }

    @Test
    void shouldCloseWhileItWaitsForAPeerThatIsGone() throws Exception {
        RunSetup setup =
                setup(FeedForwardKind.RAW, MlpKind.RAW, TrainSpec.Precision.FP32, TrainSpec.Loss.Normalize.MICRO_BATCH);
        for (int step = 1; step <= CLOSED_RUNS; step++) {
            // with one replica every step needs weights of each member
            try (LocalRun run = new LocalRun(setup, 2, 1)) {
                run.runUntil(step);
                run.silence(0, 1);
                // the other one goes as far as it can
                Thread.sleep(step * 10L);
            }
        }
    }

    private static Result run(RunSetup setup, int workers, int replicas) throws Exception {
        // three of them send what others read in shared memory
        try (LocalRun run = new LocalRun(setup, workers, replicas, workers != 3)) {
            run.runToEnd();
            return new Result(List.copyOf(run.decisions), run.state());
        }
    }

    private static RunSetup setup(
            FeedForwardKind feedForward,
            MlpKind mlp,
            TrainSpec.Precision precision,
            TrainSpec.Loss.Normalize normalize) {
        boolean raw = feedForward == FeedForwardKind.RAW;
        ModelSpec model = new ModelSpec(
                61,
                16,
                24,
                raw ? 1 : 2,
                2,
                4,
                2,
                64,
                0.02,
                1e-6,
                10_000,
                false,
                feedForward,
                mlp,
                raw ? 1 : 3,
                feedForward == FeedForwardKind.SOFTMOE_V3 ? 2 : 1,
                -1,
                -1);
        TrainSpec train = new TrainSpec(
                STEPS,
                10,
                1,
                2,
                new TrainSpec.Optimizer(1e-2, 0.9, 0.95, 1e-8, 0.05, List.of("*.bias"), 1.0),
                new TrainSpec.Schedule(TrainSpec.Schedule.Shape.COSINE, 3, 0, 2),
                precision,
                7,
                60,
                new TrainSpec.Loss(normalize, 0, 0, 1),
                TrainSpec.NonFinite.STOP,
                0,
                0,
                0,
                TrainSpec.Device.CPU);
        return new RunSetup(new RunId("engine-test"), model, train, 12, "", "", 1000, 0);
    }
}
