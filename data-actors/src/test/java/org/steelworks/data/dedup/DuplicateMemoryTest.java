package org.steelworks.data.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signatures of five million documents, 80 MB, in a heap of 32 MB. */
@Timeout(300)
final class DuplicateMemoryTest {
    private static final int DOCUMENTS = 5_000_000;
    private static final int DISTINCT = 4_200_000;

    @TempDir
    private Path folder;

    @Test
    void findsDuplicatesInMoreThanTheHeapHolds() throws Exception {
        Path signatures = folder.resolve("signatures");
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(signatures), 1 << 16))) {
            for (int i = 0; i < DOCUMENTS; i++) {
                long text = i % DISTINCT;
                out.writeLong(i);
                out.writeLong(text * 0x9E3779B97F4A7C15L);
                out.writeLong(~text * 0xC2B2AE3D27D4EB4FL);
            }
        }
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens",
                        "java.base/java.nio=ALL-UNNAMED",
                        "--add-opens",
                        "java.base/jdk.internal.misc=ALL-UNNAMED",
                        "--add-opens",
                        "java.base/sun.nio.ch=ALL-UNNAMED",
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        signatures.toString(),
                        Integer.toString(DOCUMENTS),
                        Files.createDirectory(folder.resolve("work")).toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(log).strip()).endsWith(Integer.toString(DOCUMENTS - DISTINCT));
    }
}
