package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.corpus.QuickstartCorpus;

/**
 * Jobs of kind {@code prepare} on clusters of processes: whatever number of data nodes share the units, and whichever
 * process is killed or paused, the files are those of {@code steel prepare} in one process. {@code
 * -Dsteel.nodes.faults=20} for a longer one.
 */
@Timeout(1200)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DataNodesSystemTest {
    private static final int FAULTS = Integer.getInteger("steel.nodes.faults", 3);
    private static final long SEED = Long.getLong("steel.seed", 23);
    private static final int LINES = 20;
    private static final int FILES_A_SET = 20 * (1 + FAULTS);
    private static final Duration WAIT = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path folder;
    private int units;
    private Map<String, String> whole;
    private JsonNode wholeReport;

    @BeforeAll
    void cleanInOneProcess(@TempDir Path shared) throws Exception {
        folder = shared;
        Path raw = folder.resolve("raw");
        units = write(
                raw, QuickstartCorpus.write(folder.resolve("corpus"), SEED).raw());
        Files.writeString(
                folder.resolve("clean.yaml"),
                """
                kind: prepare
                prepare:
                  in: [%s, %s]
                  recipe: steel-text-corrected
                  trace: true
                """
                        .formatted(raw.resolve("stories"), raw.resolve("exercises")));
        CliRun run = CliRun.of("prepare", folder.resolve("clean.yaml"), "--out", folder.resolve("whole"), "-q");
        assertThat(run.exitCode()).as(run.err()).isZero();
        whole = folder("whole").digests();
        wholeReport = report("whole");
        assertThat(whole).containsKeys("stories.jsonl", "exercises.jsonl", "trace.jsonl", "report.html");
    }

    /** Cuts two sets into many small files, each of them a unit; a compressed one stays whole. Returns how many there are. */
    private static int write(Path to, Path corpus) throws IOException {
        int files = 1;
        for (String name : List.of("stories/stories-0.jsonl", "exercises/book-0.jsonl")) {
            // bytes as they are: some lines are no UTF-8
            List<String> lines = Files.readAllLines(corpus.resolve(name), StandardCharsets.ISO_8859_1);
            Files.createDirectories(to.resolve(name).getParent());
            int most = Math.min(lines.size(), LINES * FILES_A_SET);
            for (int line = 0; line < most; line += LINES) {
                Files.write(
                        to.resolve(name).resolveSibling("part-%04d.jsonl".formatted(line / LINES)),
                        lines.subList(line, Math.min(most, line + LINES)),
                        StandardCharsets.ISO_8859_1);
                files++;
            }
        }
        Files.copy(corpus.resolve("stories/stories-1.jsonl.gz"), to.resolve("stories/stories-1.jsonl.gz"));
        return files;
    }

    private CleaningFolder folder(String out) {
        return new CleaningFolder(folder.resolve(out));
    }

    /** All numbers of a report but the times. */
    private JsonNode report(String out) throws IOException {
        JsonNode report =
                JSON.readTree(folder.resolve(out).resolve("report.json").toFile());
        for (String time : List.of("seconds", "nanos")) {
            report.findParents(time).forEach(operator -> ((ObjectNode) operator).remove(time));
        }
        return report;
    }

    private String submit(NodeProcesses cluster, String out) {
        CliRun submitted = cluster.steel(
                "submit", folder.resolve("clean.yaml"), "--key", out, "--set", "prepare.out=" + folder.resolve(out));
        assertThat(submitted.exitCode()).as(submitted.err()).isZero();
        return submitted.out().strip();
    }

    private static String state(NodeProcesses cluster, String id) {
        return cluster.json("job", id, "--json").path("state").asText();
    }

    private void assertEnded(NodeProcesses cluster, String id, String out) throws Exception {
        JsonNode job = cluster.json("job", id, "--json");
        assertThat(job.path("state").asText()).as("%s%n%s", job, cluster.logs()).isEqualTo("succeeded");
        assertThat(folder(out).digests()).as("seed %d", SEED).isEqualTo(whole);
        assertThat(report(out)).as("seed %d", SEED).isEqualTo(wholeReport);
        assertThat(job.path("step").asLong()).isEqualTo(units);
        assertThat(job.path("steps").asLong()).isEqualTo(units);
    }

    @Test
    void shouldGiveTheFilesOfOneProcessOnThreeNodes() throws Exception {
        String out = "on-3";
        try (NodeProcesses cluster = started(out, List.of("data-0", "data-1", "data-2"))) {
            String id = submit(cluster, out);
            await().atMost(WAIT).until(() -> state(cluster, id).matches("succeeded|failed"));

            assertEnded(cluster, id, out);
            String log = cluster.steel("logs", id).out();
            assertThat(log.lines().filter(line -> line.contains("node_joined"))).hasSizeGreaterThanOrEqualTo(3);
            // how many of them have work is only told every few seconds
            assertThat(log).contains("planned", "data node", "ended");
            assertThat(events(cluster, id)).startsWith("started", "planned").endsWith("ended");
            assertThat(events(cluster, id)).containsOnlyOnce("started").contains("node_joined");
            assertThat(cluster.steel("jobs").out()).contains(id, "prepare", "succeeded");
        }
    }

    /** The types of what {@code events.jsonl} has of a job. */
    private static List<String> events(NodeProcesses cluster, String id) throws IOException {
        Path dir = Path.of(cluster.json("job", id, "--json").path("dir").asText());
        List<String> types = new ArrayList<>();
        for (String line : Files.readAllLines(dir.resolve("events.jsonl"))) {
            types.add(JSON.readTree(line).path("type").asText());
        }
        return types;
    }

    @Test
    void shouldGiveTheSameFilesWhicheverProcessIsKilled() throws Exception {
        Random random = new Random(SEED);
        List<String> nodes = List.of("data-0", "data-1", "data-2");
        String out = "killed";
        try (NodeProcesses cluster = started(out, nodes)) {
            String id = submit(cluster, out);
            int killed = 0;
            for (int fault = 0; fault < FAULTS; fault++) {
                long moment = (units - 10L) * (fault + 1) / (FAULTS + 1) + random.nextInt(5);
                awaitUnits(cluster, id, out, moment);
                if (state(cluster, id).equals("succeeded")) {
                    break;
                }
                String victim = fault % 3 == 1 ? NodeProcesses.CONTROL : nodes.get(random.nextInt(nodes.size()));
                cluster.kill(victim);
                killed++;
                cluster.start(victim);
                await().atMost(WAIT).until(() -> !state(cluster, id).isEmpty());
            }
            await().atMost(WAIT).until(() -> state(cluster, id).matches("succeeded|failed"));

            assertThat(killed).as("seed %d", SEED).isEqualTo(FAULTS);
            assertEnded(cluster, id, out);
        }
    }

    @Test
    void shouldBeSafeFromANodeThatWasPausedAndComesBack() throws Exception {
        String out = "paused";
        try (NodeProcesses cluster = started(out, List.of("data-0", "data-1"))) {
            String id = submit(cluster, out);
            awaitUnits(cluster, id, out, 5);
            cluster.pause("data-0");
            await().atMost(WAIT)
                    .until(() ->
                            cluster.json("status", "--json").path("members").size() == 2);
            cluster.goOn("data-0");
            await().atMost(WAIT).until(() -> state(cluster, id).matches("succeeded|failed"));
            await().atMost(WAIT).until(() -> cluster.up() == 3);

            assertEnded(cluster, id, out);
            assertThat(cluster.steel("logs", id).out()).contains("node_lost", "unit_moved", "is done elsewhere");
        }
    }

    private NodeProcesses started(String out, List<String> nodes) throws IOException, InterruptedException {
        NodeProcesses cluster = new NodeProcesses(folder.resolve("cluster-" + out));
        try {
            cluster.start(NodeProcesses.CONTROL);
            for (String node : nodes) {
                cluster.start(node);
            }
            await().atMost(WAIT).until(() -> {
                cluster.requireAlive();
                return cluster.up() == 1 + nodes.size();
            });
            return cluster;
        } catch (IOException | RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private void awaitUnits(NodeProcesses cluster, String id, String out, long units) {
        await().atMost(WAIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        folder(out).unitsDone() >= units || state(cluster, id).matches("succeeded|failed"));
    }

    @Test
    void shouldStopResumeAndWaitForItsOnlyNode() throws Exception {
        String out = "stopped";
        try (NodeProcesses cluster = started(out, List.of())) {
            String id = submit(cluster, out);
            await().atMost(WAIT).until(() -> cluster.json("job", id, "--json")
                    .path("reason")
                    .asText()
                    .startsWith("waits for a data node"));

            cluster.start("data-0");
            awaitUnits(cluster, id, out, 5);
            await().atMost(WAIT)
                    .until(() ->
                            !cluster.json("job", id, "--json").path("cleaning").isMissingNode());
            JsonNode running = cluster.json("job", id, "--json");
            assertThat(running.path("cleaning").path("bytes_total").asLong()).isPositive();
            assertThat(running.path("reason").asText()).contains(" MB, ");
            assertThat(cluster.steel("stop", id).exitCode()).isZero();
            await().atMost(WAIT).until(() -> state(cluster, id).equals("stopped"));
            assertThat(folder.resolve(out).resolve("report.json")).doesNotExist();

            assertThat(cluster.steel("resume", id).exitCode()).isZero();
            await().atMost(WAIT).until(() -> state(cluster, id).matches("succeeded|failed"));
            assertEnded(cluster, id, out);
            assertThat(events(cluster, id)).containsSubsequence("started", "stopped", "started", "ended");
        }
    }
}
