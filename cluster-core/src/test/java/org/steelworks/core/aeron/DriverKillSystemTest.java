package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.testkit.InterruptAfter;

/** The driver lives in another process, as it does for workers. */
@InterruptAfter(90)
class DriverKillSystemTest {
    @TempDir
    private Path folder;

    private Process process;
    private Path driverFolder;

    @BeforeEach
    void startDriver() throws Exception {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens",
                        "java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DriverProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        while (line != null && !line.startsWith(folder.toString())) {
            line = output.readLine();
        }
        assertThat(line).as("the driver's folder").isNotNull();
        driverFolder = Path.of(line);
    }

    @AfterEach
    void stopDriver() throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldLoseTheDataPlaneWhenItsDriverIsKilledAndCleanUpAtTheNextStart() throws Exception {
        AeronSettings settings = Station.settings(folder, "driver-timeout = 2 s");
        Station one = Station.open("a", 1, settings, driverFolder, LinkFaults.NONE);
        Station other = Station.open("b", 2, settings, driverFolder, LinkFaults.NONE);
        Station.connect(one, other);
        long killedNs = System.nanoTime();

        process.destroyForcibly();

        assertThatThrownBy(() -> Station.await("the loss", () -> false, one, other))
                .isInstanceOf(DataPlaneLost.class)
                .hasMessageContaining(driverFolder.toString());
        assertThat(System.nanoTime() - killedNs).isLessThan(TimeUnit.SECONDS.toNanos(10));
        one.close();
        other.close();
        try (MediaDriverOwner next = MediaDriverOwner.start(settings, "node-1", 1)) {
            assertThat(driverFolder).doesNotExist();
            assertThat(next.driverFolder()).isDirectory();
        }
    }
}
