package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose data change, in real processes that are killed, and what shows that no sample was lost or doubled. */
abstract class ChangingDataScenario {
    static final int STEPS = 1500;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    /** Of the cluster, once it is up. */
    String url;

    /** The same data behind the same steps from the beginning: nothing has to be added or interrupted any more. */
    void assertSameAsUndisturbed(Path recipe, Path run) throws IOException {
        CliRun verified = CliRun.of("ledger", "verify", run);
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        Path calm = Files.createDirectories(dir.resolve("calm"));
        Files.copy(run.resolve("data.json"), calm.resolve("data.json"));
        CliRun trained = CliRun.of("train", recipe, "--dir", calm, "--workers", 1);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        new TrainedRun(run).assertSameAs(new TrainedRun(calm), STEPS);
    }

    /** The recipe with its samples in an order of their own, and checkpoints often. */
    static Path permuted(Path recipe) throws IOException {
        String permuted = Files.readString(recipe)
                .replace("order: sequential", "order: permuted")
                .replace("every_steps: 100", "every_steps: 20");
        return Files.writeString(recipe, permuted);
    }

    /** Last step that change number {@code change} of the data leaves as it was, or -1 while there is none. */
    static long place(Path run, int change) {
        try {
            return JSON.readTree(run.resolve("data.json").toFile())
                    .path("additions")
                    .path(change)
                    .path("after_step")
                    .asLong(-1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Process up(int port) throws Exception {
        Process node = steelProcess("up", "--dir", dir.resolve("cluster"), "--port", port, "--workers", 1, "--no-save");
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> Files.exists(dir.resolve("cluster/node/token"))
                            && steel("jobs").exitCode() == 0);
            return node;
        } catch (Exception | AssertionError e) {
            SteelProcess.kill(node);
            throw e;
        }
    }

    Process steelProcess(Object... arguments) throws IOException {
        return SteelProcess.start(
                dir.resolve("processes.log"), List.of("-XX:+UseSerialGC", "-Xmx512m"), List.of(arguments));
    }

    String submitted(Path recipe) {
        CliRun submitted = steel("submit", recipe);
        assertThat(submitted.exitCode()).as(submitted.err()).isZero();
        return submitted.out().strip();
    }

    JsonNode job(String id) throws IOException {
        CliRun job = steel("job", id, "--json");
        assertThat(job.exitCode()).as(job.err()).isZero();
        return JSON.readTree(job.out());
    }

    void await(String id, Predicate<JsonNode> reached) {
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> job(id), reached);
    }

    CliRun steel(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--cluster", url, "--token-file", dir.resolve("cluster/node/token")));
        return CliRun.of(all.toArray());
    }
}
