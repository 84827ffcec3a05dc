package org.steelworks.gpu.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.fixture.GoldenFiles;
import org.steelworks.gpu.fixture.OnDevice;

class FingerprintItemsTest {
    private static TrainSpec train(int microBatch) {
        return new TrainSpec(
                10,
                64,
                microBatch,
                4,
                new TrainSpec.Optimizer(1e-3, 0.9, 0.95, 1e-8, 0.05, List.of(), 1),
                new TrainSpec.Schedule(TrainSpec.Schedule.Shape.COSINE, 1, 0, 8),
                TrainSpec.Precision.FP32,
                1,
                -100,
                new TrainSpec.Loss(TrainSpec.Loss.Normalize.MICRO_BATCH, 0, 0, 1),
                TrainSpec.NonFinite.STOP,
                0,
                0,
                0,
                TrainSpec.Device.CPU);
    }

    @Test
    void theShapeOfAMicroBatchIsAnItem() {
        OnDevice.run(library -> {
            Map<String, String> items = FingerprintItems.of(library, GoldenFiles.spec("raw_raw"), train(2), 48);
            assertThat(items)
                    .containsEntry("micro_batch", "2x48")
                    .containsEntry("precision", "fp32")
                    .containsEntry("head.chunk_rows", "1024")
                    .containsKeys("libtorch", "cpu.capability", "threads", "kernels", "env.MKL_CBWR");
            assertThat(FingerprintItems.of(library, GoldenFiles.spec("raw_raw"), train(2), 48))
                    .isEqualTo(items);
            assertThat(FingerprintItems.of(library, GoldenFiles.spec("raw_raw"), train(4), 48))
                    .isNotEqualTo(items);
        });
    }
}
