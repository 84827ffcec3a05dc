package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.corpus.QuickstartCorpus;

/**
 * Processes that clean are killed with -9 at random moments and started again; the files end as those of a run that nobody
 * touched, with any number of threads. {@code -Dsteel.prepare.kills=20} for a longer one.
 */
@Timeout(600)
class PrepareKillSystemTest {
    private static final int KILLS = Integer.getInteger("steel.prepare.kills", 6);
    private static final long SEED = Long.getLong("steel.seed", 11);
    private static final int COPIES = Math.max(3, KILLS / 2);
    private static final int MOST_DELAY_MS = 100;

    @TempDir
    private Path folder;

    /** Files of the inputs, each of them smaller than a unit. */
    private long units;

    @BeforeEach
    void writeInputs() throws IOException {
        for (int copy = 0; copy < COPIES; copy++) {
            QuickstartCorpus.write(folder.resolve("in").resolve("copy-" + copy), copy);
            try (Stream<Path> files = Files.walk(raw(copy))) {
                units += files.filter(Files::isRegularFile).count();
            }
        }
    }

    private Path raw(int copy) {
        return folder.resolve("in").resolve("copy-" + copy).resolve("raw");
    }

    private Process start(String out, int threads) throws IOException {
        List<Object> arguments =
                new ArrayList<>(List.of("prepare", "--recipe", "steel-text-corrected", "--trace", "--in"));
        for (int copy = 0; copy < COPIES; copy++) {
            arguments.add(raw(copy));
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

    private CleaningFolder folder(String out) {
        return new CleaningFolder(folder.resolve(out));
    }

    /** Waits until so many units are done and a little longer; whether it still runs. */
    private boolean reaches(Process process, long units, Random random) throws InterruptedException {
        while (folder("broken").unitsDone() < units && !process.waitFor(2, TimeUnit.MILLISECONDS)) {
            continue;
        }
        return !process.waitFor(random.nextInt(MOST_DELAY_MS), TimeUnit.MILLISECONDS);
    }

    @Test
    void endsWithTheFilesOfAnUndisturbedRun() throws Exception {
        finish("whole", 1);

        Random random = new Random(SEED);
        int killed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start("broken", 1 + random.nextInt(8));
            // from before the first unit to behind most of them
            killed += reaches(process, units * kill / (KILLS + 1), random) ? 1 : 0;
            process.destroyForcibly().waitFor();
            assertThat(folder("broken").isPublished())
                    .as("kill %d, seed %d", kill, SEED)
                    .isFalse();
        }
        assertThat(killed).as("seed %d", SEED).isEqualTo(KILLS);
        Process publishing = start("broken", 2);
        reaches(publishing, units, random);
        publishing.destroyForcibly().waitFor();

        finish("broken", 2);
        assertThat(folder("broken").digests())
                .as("seed %d", SEED)
                .isEqualTo(folder("whole").digests());
        for (int threads : new int[] {2, 8}) {
            finish("with-" + threads, threads);
            assertThat(folder("with-" + threads).digests())
                    .isEqualTo(folder("whole").digests());
        }
        assertThat(Files.readString(folder.resolve("whole.log"), StandardCharsets.UTF_8))
                .contains("kept");
    }
}
