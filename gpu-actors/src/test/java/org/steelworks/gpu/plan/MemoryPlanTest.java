package org.steelworks.gpu.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.fixture.TinyModels;

class MemoryPlanTest {
    /** 126,080 parameters, as the golden's manifest counts them. */
    private static final long ELEMENTS = 126_080;

    private final ParameterTable table = TinyModels.table("raw_raw");

    private static TrainSpec train(TrainSpec.Precision precision, int recompute) {
        return train(precision, recompute, TrainSpec.Device.CPU);
    }

    /** 8 leaves of 8 sequences. */
    static TrainSpec train(TrainSpec.Precision precision, int recompute, TrainSpec.Device device) {
        return new TrainSpec(
                10,
                64,
                2,
                4,
                new TrainSpec.Optimizer(1e-3, 0.9, 0.95, 1e-8, 0.05, List.of(), 1),
                new TrainSpec.Schedule(TrainSpec.Schedule.Shape.COSINE, 1, 0, 8),
                precision,
                1,
                -100,
                new TrainSpec.Loss(TrainSpec.Loss.Normalize.MICRO_BATCH, 0, 0, 1),
                TrainSpec.NonFinite.STOP,
                0,
                0,
                recompute,
                device);
    }

    @Test
    void oneWorkerHoldsEverything() {
        MemoryPlan plan = MemoryPlan.of(table, train(TrainSpec.Precision.FP32, 0), 1, 1, 48, 256, true);
        assertThat(plan.masterWeights()).isEqualTo(4 * ELEMENTS);
        assertThat(plan.computeWeights()).isZero();
        assertThat(plan.moments()).isEqualTo(8 * ELEMENTS);
        // 8 leaves: the one in work and at most 3 partial sums.
        assertThat(plan.gradients()).isEqualTo(4 * 4 * ELEMENTS);
        assertThat(plan.inbox()).isZero();
        assertThat(plan.total())
                .isEqualTo(plan.masterWeights()
                        + plan.moments()
                        + plan.gradients()
                        + plan.snapshots()
                        + plan.activations()
                        + plan.fragments()
                        + plan.process());
    }

    @Test
    void fewerReplicasHoldLess() {
        MemoryPlan plan = MemoryPlan.of(table, train(TrainSpec.Precision.FP32, 0), 4, 2, 48, 256, true);
        assertThat(plan.masterWeights()).isEqualTo(2 * ELEMENTS);
        assertThat(plan.moments()).isEqualTo(4 * ELEMENTS);
        assertThat(plan.computeWeights()).isEqualTo(2 * ELEMENTS);
        // roots of three others for a quarter of the buckets, and another quarter that they reduce
        assertThat(plan.inbox()).isEqualTo(3 * ELEMENTS + ELEMENTS);
        // the leaf in work, a partial sum, and the quarter of the buckets that others read
        assertThat(plan.gradients()).isEqualTo(2 * 4 * ELEMENTS + ELEMENTS);
    }

    @Test
    void withoutReplicasNobodyReadsReducedBuckets() {
        MemoryPlan plan = MemoryPlan.of(table, train(TrainSpec.Precision.FP32, 0), 4, 1, 48, 256, true);
        assertThat(plan.inbox()).isEqualTo(3 * ELEMENTS);
        assertThat(plan.gradients()).isEqualTo(2 * 4 * ELEMENTS);
    }

    @Test
    void mixedPrecisionAddsABf16CopyOfTheProducts() {
        MemoryPlan plan = MemoryPlan.of(table, train(TrainSpec.Precision.BF16_MIXED, 0), 1, 1, 48, 256, true);
        long fp32 = 512 * 64 + 3 * 2 * 64 + 64;
        assertThat(plan.computeWeights()).isEqualTo(2 * (ELEMENTS - fp32) + 4 * fp32);
    }

    @Test
    void recomputingKeepsLess() {
        long kept = MemoryPlan.of(table, train(TrainSpec.Precision.FP32, 0), 1, 1, 48, 256, true)
                .activations();
        long recomputed = MemoryPlan.of(table, train(TrainSpec.Precision.FP32, 2), 1, 1, 48, 256, true)
                .activations();
        assertThat(recomputed).isLessThan(kept);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 2", "4, 2", "5, 3", "8, 3", "9, 4"})
    void partialSumsGrowWithTheHeightOfTheTree(long leaves, int sums) {
        assertThat(MemoryPlan.partialSums(leaves)).isEqualTo(sums);
    }

    @ParameterizedTest
    @CsvSource({"8, 1, 1", "5, 1, 1", "8, 2, 1", "8, 3, 2", "3, 4, 1"})
    void aDeviceLeavesTheHostTheRootsAlone(int leaves, int workers, int roots) {
        assertThat(MemoryPlan.mostRoots(leaves, workers)).isEqualTo(roots);
    }

    @Test
    void moreReplicasThanWorkersAreRefused() {
        assertThatThrownBy(() -> MemoryPlan.of(table, train(TrainSpec.Precision.FP32, 0), 2, 3, 48, 256, true))
                .hasMessageContaining("3 replicas over 2 workers");
    }
}
