package org.steelworks.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Native memory does not grow with the number of steps. A process of its own trains after a warm-up and reads, every twenty
 * steps, its anonymous resident memory and what the allocator has handed out; the slopes of the least-squares lines
 * through them count, because single readings move with the compiler of the JVM. Its heap is of fixed size and touched at the
 * start, so that only memory outside of it can grow. Resident memory alone would not show a small leak: that
 * fills what the allocator had free.
 */
@Timeout(600)
class NativeMemoryTest {
    private static final int EVERY = 20;
    /** The bound of the project: bytes per step. */
    private static final double SLOPE = 1_000_000.0 / 1_000;

    private static final int LEAK = 4096;

    private static final int WARM_UP = 1_000;
    private static final int STEPS = 2_000;
    /** Steps after those in which memory is lost on purpose. */
    private static final int LEAKING = 500;

    private static final int RESIDENT = 1;
    private static final int ALLOCATED = 2;

    /** Step, resident, allocated. */
    private static List<double[]> readings;

    @BeforeAll
    static void train(@TempDir Path dir) throws Exception {
        readings = run(dir).stream()
                .map(line -> Stream.of(line.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
        assertThat(readings).hasSize((STEPS + LEAKING) / EVERY);
    }

    @Test
    void doesNotGrowInTwoThousandSteps() {
        List<double[]> sound = readings.subList(0, STEPS / EVERY);
        assertThat(slope(sound, RESIDENT)).isLessThan(SLOPE);
        assertThat(slope(sound, ALLOCATED)).isLessThan(SLOPE);
    }

    /** In the same process, long after its compilers have come to rest: their memory would hide it. */
    @Test
    void aLeakOfFourKilobytesPerStepShows() {
        assertThat(slope(readings.subList(STEPS / EVERY, readings.size()), ALLOCATED))
                .isGreaterThan(LEAK - SLOPE);
    }

    /** Of the least-squares line through a column over the steps, bytes per step. */
    private static double slope(List<double[]> readings, int column) {
        double meanStep = readings.stream().mapToDouble(r -> r[0]).average().orElseThrow();
        double meanBytes =
                readings.stream().mapToDouble(r -> r[column]).average().orElseThrow();
        double together = 0;
        double alone = 0;
        for (double[] reading : readings) {
            together += (reading[0] - meanStep) * (reading[column] - meanBytes);
            alone += (reading[0] - meanStep) * (reading[0] - meanStep);
        }
        return together / alone;
    }

    private static List<String> run(Path dir) throws Exception {
        Path out = dir.resolve("out.txt");
        Path err = dir.resolve("err.txt");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String opened : List.of("jdk.internal.misc", "java.nio", "sun.nio.ch")) {
            command.addAll(List.of("--add-opens", "java.base/" + opened + "=ALL-UNNAMED"));
        }
        command.addAll(List.of("-Xms128m", "-Xmx128m", "-Xmn64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"));
        // the second compiler's own memory comes and goes for thousands of steps
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LongRun.class.getName()));
        for (int argument : new int[] {WARM_UP, STEPS, LEAKING, EVERY, LEAK}) {
            command.add(Integer.toString(argument));
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        // the allocator of a worker
        builder.environment()
                .putAll(Map.of(
                        "MALLOC_ARENA_MAX", "1",
                        "MALLOC_MMAP_MAX_", "0",
                        "MALLOC_TRIM_THRESHOLD_", "34359738368",
                        "MALLOC_TOP_PAD_", "268435456",
                        "GLIBC_TUNABLES", "glibc.malloc.mxfast=0:glibc.malloc.tcache_count=0"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor())
                    .as("%s", Files.readString(err, StandardCharsets.UTF_8))
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(out, StandardCharsets.UTF_8).stream()
                .filter(line -> line.matches("\\d+ \\d+ \\d+"))
                .toList();
    }
}
