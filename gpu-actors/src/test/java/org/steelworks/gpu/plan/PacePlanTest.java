package org.steelworks.gpu.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.fixture.TinyModels;
import org.steelworks.gpu.plan.PacePlan.Shape;
import org.steelworks.gpu.plan.PacePlan.Times;

/** Times are made up by the law that the plan supposes; it has to find the law again. */
class PacePlanTest {
    private static final double BASE = 0.01;
    private static final double LAYER = 0.2;
    private static final double ROW = 1e-3;
    private static final double PARAMETER = 2e-7;
    private static final int LENGTH = 16;

    private final ModelSpec model = TinyModels.table("raw_raw").spec().withSize(7, 300);

    private static TrainSpec train(int globalBatch, int validateEvery) {
        return new TrainSpec(
                10,
                globalBatch,
                4,
                2,
                new TrainSpec.Optimizer(1e-3, 0.9, 0.95, 1e-8, 0.05, List.of(), 1),
                new TrainSpec.Schedule(TrainSpec.Schedule.Shape.COSINE, 1, 0, 8),
                TrainSpec.Precision.FP32,
                1,
                -100,
                new TrainSpec.Loss(TrainSpec.Loss.Normalize.MICRO_BATCH, 0, 0, 1),
                TrainSpec.NonFinite.STOP,
                validateEvery,
                5,
                0,
                TrainSpec.Device.CPU);
    }

    private double measured(int layers, int vocab, int leaves) {
        return leaves * (BASE + LAYER * layers + ROW * vocab) + update(layers, vocab);
    }

    private double update(int layers, int vocab) {
        return PARAMETER * ParameterTable.of(model.withSize(layers, vocab)).elements();
    }

    private PacePlan plan(TrainSpec train, int workers, int replicas, double share, boolean validates) {
        Shape shape = new Shape(4, LENGTH, 50, 200);
        Times times = new Times(measured(1, 50, 1), measured(2, 50, 1), measured(1, 200, 1), measured(1, 50, 2));
        return PacePlan.of(model, train, LENGTH, shape, times, workers, replicas, share, validates);
    }

    @Test
    void aStepIsItsLeavesAndItsUpdate() {
        double microBatch = BASE + 7 * LAYER + 300 * ROW;

        PacePlan plan = plan(train(24, 0), 1, 1, 1, true);

        // three leaves of two micro-batches
        assertThat(plan.stepSeconds()).isCloseTo(6 * microBatch + update(7, 300), withinPercentage(1e-6));
        assertThat(plan.tokensPerSecond()).isCloseTo(24 * LENGTH / plan.stepSeconds(), withinPercentage(1e-6));
        assertThat(plan.totalSeconds()).isCloseTo(10 * plan.stepSeconds(), withinPercentage(1e-6));
        assertThat(plan.validationSeconds()).isZero();
    }

    @Test
    void theBusiestWorkerCountsAndThreadsShareCores() {
        double microBatch = BASE + 7 * LAYER + 300 * ROW;

        PacePlan plan = plan(train(24, 0), 2, 1, 0.5, false);

        // two leaves of three; it sums and updates half of the buckets; half a core for each thread
        assertThat(plan.stepSeconds()).isCloseTo(2 * (4 * microBatch + update(7, 300) / 2), withinPercentage(1e-6));
    }

    @Test
    void validationsAreForwardPasses() {
        double microBatch = BASE + 7 * LAYER + 300 * ROW;

        PacePlan plan = plan(train(24, 4), 1, 1, 1, true);

        // before the first step, after steps 4 and 8, and after the last; five batches each
        assertThat(plan.validationSeconds()).isCloseTo(4 * 5 * microBatch / 3, withinPercentage(1e-6));
        assertThat(plan.totalSeconds())
                .isCloseTo(10 * plan.stepSeconds() + plan.validationSeconds(), withinPercentage(1e-6));
    }

    @Test
    void theMeasuredModelIsNoLargerThanTheRunsOwn() {
        assertThat(Shape.of(train(24, 0), model, 4096)).isEqualTo(new Shape(2, 512, 75, 300));
        assertThat(Shape.of(train(24, 0), model.withSize(7, 150_000), 8)).isEqualTo(new Shape(4, 8, 2048, 8192));
    }
}
