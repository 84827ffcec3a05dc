package org.steelworks.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
        TrainBench bench = new TrainBench(launcher(0), TINY, "fp32", 2, 1, 3);
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
        TrainBench bench = new TrainBench(launcher(9), TINY, "fp32", 1, 1, 1);
        bench.prepare(dir);

        assertThatThrownBy(() -> bench.run(dir))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("ended with code 9")
                .hasMessageContaining("no device");
    }

    @Test
    void leavesMustBeShared() {
        assertThatThrownBy(() -> new TrainBench(Path.of("steel"), TINY, "fp32", 3, 1, 1))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("--accumulate 2");
    }

    /** The launcher without its build; with another code than 0 one that fails. */
    private Path launcher(int exitCode) throws IOException {
        String command = exitCode == 0
                ? "exec \"%s\" --add-opens java.base/jdk.internal.misc=ALL-UNNAMED --add-opens java.base/java.nio=ALL-UNNAMED"
                                .formatted(Path.of(System.getProperty("java.home"), "bin", "java"))
                        + " --add-opens java.base/sun.nio.ch=ALL-UNNAMED -XX:+UseSerialGC -cp '%s'"
                                .formatted(System.getProperty("java.class.path"))
                        + " org.steelworks.ops.cli.SteelMain \"$@\"\n"
                : "echo no device >&2; exit " + exitCode + "\n";
        Path script = Files.writeString(dir.resolve("launcher.sh"), "#!/bin/sh\n" + command);
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
