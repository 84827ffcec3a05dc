package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.frame.PlaceFrame;
import org.steelworks.core.testkit.InterruptAfter;

/** The sender is another process, and is killed while its items are being read. */
@InterruptAfter(90)
class SharedMemoryKillSystemTest {
    @TempDir
    private Path folder;

    private Process process;

    @AfterEach
    void stop() throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldReadWhatAKilledSenderLeftAloneAndNothingElse() throws Exception {
        Path driver = folder.resolve("aeron");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens",
                        "java.base/jdk.internal.misc=ALL-UNNAMED",
                        "--add-opens",
                        "java.base/java.nio=ALL-UNNAMED",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SharingProcess.class.getName(),
                        driver.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        PlaceFrame left = place(output.readLine());
        PlaceFrame overwritten = place(output.readLine());
        assertThat(output.readLine()).isEqualTo("ready");
        SharedFiles files = new SharedFiles(driver);
        SharedReader reader = new SharedReader(files);
        ByteBuffer read = ByteBuffer.allocateDirect(SharingProcess.BYTES);
        assertThat(reader.copy(left, read)).isTrue();

        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

        read.clear().put(new byte[SharingProcess.BYTES]).clear();
        assertThat(reader.copy(left, read)).isTrue();
        assertThat(read).isEqualTo(Station.bytes(SharingProcess.BYTES, SharingProcess.SEED));
        assertThat(reader.copy(overwritten, read)).isFalse();

        new SharedMemory(true, files).close();
        reader.forget();
        assertThat(reader.copy(left, read)).isFalse();
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).isEmpty();
        }
    }

    private static PlaceFrame place(String line) {
        return PlaceFrame.decode(ByteBuffer.wrap(HexFormat.of().parseHex(line))).orElseThrow();
    }
}
