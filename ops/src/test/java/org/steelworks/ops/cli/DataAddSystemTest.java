package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data that are added to a run while it goes on, and while it is stopped, with real processes that are killed: it ends with
 * the bits of a run that had the same data behind the same steps and that nothing befell.
 */
@Timeout(300)
class DataAddSystemTest {
    private static final int STEPS = 1500;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path dir;

    private String url;

    @Test
    void aJobTakesDataInWhileItRunsAndItsNodeIsKilled() throws Exception {
        Path recipe = recipe();
        int port = freePort();
        url = "http://127.0.0.1:" + port;
        String id;
        Path run;
        Process node = up(port);
        try {
            id = submitted(recipe);
            await(id, job -> job.path("step").asLong() >= 40);
            run = Path.of(job(id).path("dir").asText());
            Path more = TinyRun.writeMore(dir, "more", 13);
            CliRun added = steel("data", "add", id, more);
            assertThat(added.exitCode()).as(added.err()).isZero();
            assertThat(added.err()).contains("1 shard more, 32 blocks");
            refusals(id, more);
            await(id, job -> place(run, 0) >= 0 && job.path("step").asLong() >= place(run, 0) + 30);
            assertThat(place(run, 0)).isGreaterThanOrEqualTo(40);
            SteelProcess.kill(node);
        } finally {
            node.destroyForcibly();
        }
        node = up(port);
        try {
            await(
                    id,
                    job -> job.path("state").asText().equals("running")
                            && job.path("step").asLong() > 0);
            assertThat(steel("stop", id).exitCode()).isZero();
            await(id, job -> job.path("state").asText().equals("stopped"));
            CliRun added = steel("data", "add", id, TinyRun.writeMore(dir, "evenmore", 17), "--set", "0");
            assertThat(added.exitCode()).as(added.err()).isZero();
            assertThat(place(run, 1)).as("it waits").isEqualTo(-1);
            assertThat(steel("resume", id).exitCode()).isZero();
            await(id, job -> job.path("state").asText().equals("succeeded"));
        } finally {
            node.destroyForcibly();
        }
        assertThat(place(run, 1)).isGreaterThanOrEqualTo(place(run, 0));
        assertThat(Files.readAllLines(run.resolve("events.jsonl")))
                .filteredOn(line -> line.contains("\"data_added\""))
                .hasSize(2);
        assertSameAsUndisturbed(recipe, run);
    }

    @Test
    void aRunThatWasKilledTakesDataInWhenItIsResumed() throws Exception {
        Path recipe = recipe();
        Path run = dir.resolve("run");
        Process training = steelProcess("train", recipe, "--dir", run, "--workers", 2);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> new TrainedRun(run).steps() >= 100);
            SteelProcess.kill(training);
        } finally {
            training.destroyForcibly();
        }
        assertThat(new TrainedRun(run).steps()).isLessThan(STEPS);
        CliRun added = CliRun.of("data", "add", "--dir", run, TinyRun.writeMore(dir, "more", 13));
        assertThat(added.exitCode()).as(added.err()).isZero();
        CliRun twice = CliRun.of("data", "add", "--dir", run, dir.resolve("more"));
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.err()).contains("more/tiny_process0_0000000000.bin has the same content");

        CliRun resumed = CliRun.of("train", recipe, "--dir", run, "--workers", 1, "--resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(place(run, 0)).isGreaterThanOrEqualTo(100);
        assertSameAsUndisturbed(recipe, run);

        Files.move(dir.resolve("more"), dir.resolve("away"));
        CliRun gone = CliRun.of("ledger", "verify", run, "--from", STEPS);
        assertThat(gone.exitCode()).isNotZero();
        assertThat(gone.err()).contains(dir.resolve("more").toString());
    }

    /** The same data behind the same steps from the beginning: nothing has to be added or interrupted any more. */
    private void assertSameAsUndisturbed(Path recipe, Path run) throws IOException {
        CliRun verified = CliRun.of("ledger", "verify", run);
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        Path calm = Files.createDirectories(dir.resolve("calm"));
        Files.copy(run.resolve("data.json"), calm.resolve("data.json"));
        CliRun trained = CliRun.of("train", recipe, "--dir", calm, "--workers", 1);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        new TrainedRun(run).assertSameAs(new TrainedRun(calm), STEPS);
    }

    private Path recipe() throws IOException {
        Path recipe = TinyRun.write(dir, STEPS);
        String permuted = Files.readString(recipe)
                .replace("order: sequential", "order: permuted")
                .replace("every_steps: 100", "every_steps: 20");
        return Files.writeString(recipe, permuted);
    }

    private void refusals(String id, Path more) throws IOException {
        CliRun twice = steel("data", "add", id, more);
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.err())
                .contains("more/tiny_process0_0000000000.bin has the same content")
                .contains("STEEL-2009");
        assertThat(steel("data", "add", "nothing-0007", more).exitCode()).isEqualTo(4);
        assertThat(steel("data", "add", id).exitCode()).isEqualTo(2);
        CliRun nowhere = steel("data", "add", id, dir.resolve("nowhere"));
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.err()).contains(dir.resolve("nowhere").toString());
        CliRun set = steel("data", "add", id, TinyRun.writeMore(dir, "other", 19), "--set", "1");
        assertThat(set.exitCode()).isEqualTo(2);
        assertThat(set.err()).contains("no shard set '1'").contains("0: " + dir.resolve("shards"));
    }

    /** Last step that addition number {@code addition} leaves as it was, or -1 while there is none. */
    private static long place(Path run, int addition) {
        try {
            return JSON.readTree(run.resolve("data.json").toFile())
                    .path("additions")
                    .path(addition)
                    .path("after_step")
                    .asLong(-1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process up(int port) throws Exception {
        Process node = steelProcess("up", "--dir", dir.resolve("cluster"), "--port", port, "--workers", 1, "--no-save");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(dir.resolve("cluster/node/token"))
                        && steel("jobs").exitCode() == 0);
        return node;
    }

    private Process steelProcess(Object... arguments) throws IOException {
        return SteelProcess.start(
                dir.resolve("processes.log"), List.of("-XX:+UseSerialGC", "-Xmx512m"), List.of(arguments));
    }

    private String submitted(Path recipe) {
        CliRun submitted = steel("submit", recipe);
        assertThat(submitted.exitCode()).as(submitted.err()).isZero();
        return submitted.out().strip();
    }

    private JsonNode job(String id) throws IOException {
        CliRun job = steel("job", id, "--json");
        assertThat(job.exitCode()).as(job.err()).isZero();
        return JSON.readTree(job.out());
    }

    private void await(String id, Predicate<JsonNode> reached) {
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> job(id), reached);
    }

    private CliRun steel(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--cluster", url, "--token-file", dir.resolve("cluster/node/token")));
        return CliRun.of(all.toArray());
    }
}
