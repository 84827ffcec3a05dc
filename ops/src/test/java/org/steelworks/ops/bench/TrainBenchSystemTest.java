package org.steelworks.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;

/** Real training processes, started as the launcher would start them. */
class TrainBenchSystemTest {
    private static final BenchModel TINY =
            new BenchModel(16, 1, 2, 32, 2, 1, FeedForwardKind.SOFTMOE_V1, MlpKind.RAW, 64, 16, 1, 2);

    @TempDir
    private Path dir;

    @Test
    void twoWorkersTrainAndAreMeasured() throws IOException {
        TrainBench bench = new TrainBench(TestLauncher.write(dir, 0), TINY, "fp32", "cpu", 2, 1, 3);
        bench.prepare(dir);

        TrainBench.Sample sample = bench.run(dir);

        assertThat(sample.losses()).hasSize(4).allSatisfy(loss -> assertThat(loss)
                .isBetween(3.5, 5.0));
        assertThat(sample.tokensPerSecond()).isPositive();
        assertThat(sample.workerPeak()).isGreaterThan(50L << 20);
        assertThat(sample.allPeak()).isGreaterThan(2 * sample.workerPeak());
    }

    @Test
    void aRunThatFailsIsToldWithItsLastWords() throws IOException {
        TrainBench bench = new TrainBench(TestLauncher.write(dir, 9), TINY, "fp32", "cpu", 1, 1, 1);
        bench.prepare(dir);

        assertThatThrownBy(() -> bench.run(dir))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("ended with code 9")
                .hasMessageContaining("no device");
    }

    @Test
    void leavesMustBeShared() {
        assertThatThrownBy(() -> new TrainBench(Path.of("steel"), TINY, "fp32", "cpu", 3, 1, 1))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("--accumulate 2");
    }
}
