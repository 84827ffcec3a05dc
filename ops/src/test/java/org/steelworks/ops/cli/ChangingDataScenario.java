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
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.checkpoint.catalog.CheckpointCatalog;
import org.steelworks.checkpoint.catalog.CheckpointHash;
import org.steelworks.checkpoint.store.DirectoryStore;

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
        assertThat(run.resolve("ledger.jsonl")).hasSameBinaryContentAs(calm.resolve("ledger.jsonl"));
        assertThat(hash(run)).isEqualTo(hash(calm));
        assertThat(steps(run)).isEqualTo(STEPS);
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

    static long steps(Path run) throws IOException {
        Path metrics = run.resolve("metrics.jsonl");
        return Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
    }

    static String hash(Path run) throws IOException {
        return CheckpointHash.ofState(
                new CheckpointCatalog(new DirectoryStore(run.resolve("checkpoints"))).open(STEPS));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
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
            kill(node);
            throw e;
        }
    }

    Process steelProcess(Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--add-opens",
                "java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-opens",
                "java.base/java.nio=ALL-UNNAMED",
                "--add-opens",
                "java.base/sun.nio.ch=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                SteelMain.class.getName()));
        for (Object argument : arguments) {
            command.add(String.valueOf(argument));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dir.resolve("processes.log").toFile()))
                .start();
    }

    /** As {@code kill -9} does; workers end with their node. */
    static void kill(Process node) throws InterruptedException {
        List<ProcessHandle> children = node.descendants().toList();
        node.destroyForcibly();
        assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> children.stream()
                .noneMatch(ProcessHandle::isAlive));
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
