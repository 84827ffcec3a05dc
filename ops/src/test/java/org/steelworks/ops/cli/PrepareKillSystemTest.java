package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.corpus.QuickstartCorpus;

/**
 * Processes that clean are killed with -9 at random moments and started again; the files end as those of a run that nobody
 * touched, with another number of threads. {@code -Dsteel.prepare.kills=20} for a longer one.
 */
@Timeout(600)
class PrepareKillSystemTest {
    private static final int KILLS = Integer.getInteger("steel.prepare.kills", 6);
    private static final long SEED = Long.getLong("steel.seed", 11);
    private static final int COPIES = 3;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeInputs() throws IOException {
        for (int copy = 0; copy < COPIES; copy++) {
            QuickstartCorpus.write(folder.resolve("in").resolve("copy-" + copy), copy);
        }
    }

    private Process start(String out, int threads) throws IOException {
        List<Object> arguments =
                new ArrayList<>(List.of("prepare", "--recipe", "steel-text-corrected", "--trace", "--in"));
        for (int copy = 0; copy < COPIES; copy++) {
            arguments.add(folder.resolve("in").resolve("copy-" + copy).resolve("raw"));
        }
        arguments.addAll(List.of("--out", folder.resolve(out), "--threads", threads));
        return SteelProcess.builder(List.of("-Xmx512m"), arguments)
                .redirectOutput(folder.resolve(out + ".log").toFile())
                .redirectError(folder.resolve(out + ".err").toFile())
                .start();
    }

    private void finish(String out, int threads) throws Exception {
        Process process = start(out, threads);
        try {
            assertThat(process.waitFor())
                    .as(Files.readString(folder.resolve(out + ".err")))
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private Map<String, String> digests(String out) throws Exception {
        Map<String, String> digests = new TreeMap<>();
        try (var files = Files.list(folder.resolve(out))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".") && !name.equals("report.json")) {
                    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                    digests.put(name, HexFormat.of().formatHex(digest));
                }
            }
        }
        return digests;
    }

    @Test
    void endsWithTheFilesOfAnUndisturbedRun() throws Exception {
        long startNs = System.nanoTime();
        finish("whole", 1);
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);

        Random random = new Random(SEED);
        int killed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start("broken", 1 + random.nextInt(8));
            // from before the first unit to beyond the end
            if (!process.waitFor(random.nextLong(tookMs), TimeUnit.MILLISECONDS)) {
                killed++;
            }
            process.destroyForcibly().waitFor();
        }
        finish("broken", 2);

        assertThat(killed).as("seed %d", SEED).isPositive();
        assertThat(digests("broken")).as("seed %d", SEED).isEqualTo(digests("whole"));
        assertThat(Files.readString(folder.resolve("whole.log"), StandardCharsets.UTF_8))
                .contains("kept");
    }
}
