package org.steelworks.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    private record Result(List<Decision> decisions, Digest128 state) {}

    @Test
    void shouldGiveTheSameBitsForAnyNumberOfWorkersAndReplicas() throws Exception {
        Result one = run(1, ClusterSpec.ALL);

        assertThat(one.decisions).hasSize(STEPS);
        assertThat(one.decisions.get(9).weightsDigest()).isNotNull();
        assertThat(run(2, ClusterSpec.ALL)).isEqualTo(one);
        assertThat(run(3, 1)).isEqualTo(one);
        assertThat(run(3, 2)).isEqualTo(one);
    }

    @Test
    void shouldGiveTheSameBitsWhenMembersAreLostAndJoin() throws Exception {
        Result calm = run(1, ClusterSpec.ALL);
        try (LocalRun run = new LocalRun(setup(), 3, 2)) {
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

    private static Result run(int workers, int replicas) throws Exception {
        try (LocalRun run = new LocalRun(setup(), workers, replicas)) {
            run.runToEnd();
            return new Result(List.copyOf(run.decisions), run.state());
        }
    }

    private static RunSetup setup() {
        ModelSpec model = new ModelSpec(
                61, 16, 24, 1, 2, 4, 2, 64, 0.02, 1e-6, 10_000, false, FeedForwardKind.RAW, MlpKind.RAW, 1, 1, -1, -1);
        TrainSpec train = new TrainSpec(
                STEPS,
                10,
                1,
                2,
                new TrainSpec.Optimizer(1e-2, 0.9, 0.95, 1e-8, 0.05, List.of("*.bias"), 1.0),
                new TrainSpec.Schedule(TrainSpec.Schedule.Shape.COSINE, 3, 0, 2),
                TrainSpec.Precision.FP32,
                7,
                60,
                new TrainSpec.Loss(TrainSpec.Loss.Normalize.MICRO_BATCH, 0, 0, 1),
                TrainSpec.NonFinite.STOP,
                0,
                0,
                0);
        return new RunSetup(new RunId("engine-test"), model, train, 12, "", "", 1000);
    }
}
