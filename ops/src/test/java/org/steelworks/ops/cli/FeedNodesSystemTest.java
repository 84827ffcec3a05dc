package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run on a control node that has no shards, fed by data nodes with copies of them, two of which are killed: it ends with
 * the bits of a run in one process that had the shards all the time.
 */
@Timeout(600)
class FeedNodesSystemTest {
    private static final int STEPS = 2000;
    private static final int FEWER_STEPS = 800;
    private static final Duration WAIT = Duration.ofSeconds(120);
    private static final List<String> NODES = List.of("data-1", "data-2", "data-3");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path dir;

    @Test
    void aRunGoesOnFromAnotherDataNodeWhenTheOneThatFeedsItIsKilled() throws Exception {
        Path work = Files.createDirectories(dir.resolve("work"));
        Path recipe = TinyRun.writeMixture(work, STEPS);
        Files.writeString(
                recipe,
                Files.readString(recipe)
                        .replace("order: sequential", "order: permuted")
                        .replace("{min: 1, max: 1}", "{min: 2, max: 2}"));
        TinyRun.writeMore(work, "added", 13);
        List<String> folders = List.of("shards", "more", "added");
        spread(work, folders);
        Path run;
        try (NodeProcesses cluster = new NodeProcesses(dir.resolve("cluster"))) {
            cluster.start(NodeProcesses.CONTROL, "control, gpu", "  worker.slots = 2");
            CliRun early = CliRun.of("train", recipe, "--dir", dir.resolve("nothing"), "--workers", 1);
            assertThat(early.exitCode()).as("this machine has no shards").isNotZero();
            assertThat(early.err()).contains(work.resolve("shards").toString());
            startDataNodes(cluster, work);
            String id = submit(cluster, recipe);
            awaitStep(cluster, id, 40);
            run = Path.of(job(cluster, id).path("dir").asText());
            Set<String> killed = new HashSet<>();
            killed.add(killFeed(cluster, run));
            awaitFeed(cluster, id, run, killed);
            awaitStep(cluster, id, job(cluster, id).path("step").asLong() + 30);

            CliRun missing = cluster.steel("data", "add", id, work.resolve("nowhere"), "--set", 0);
            assertThat(missing.exitCode()).isEqualTo(2);
            assertThat(missing.err()).contains("nowhere: there is no such file or folder");
            CliRun added = cluster.steel("data", "add", id, work.resolve("added"), "--set", 0);
            assertThat(added.exitCode()).as(added.err()).isZero();
            CliRun twice = cluster.steel("data", "add", id, work.resolve("added"), "--set", 0);
            assertThat(twice.err()).contains("added/tiny_process0_0000000000.bin has the same content");
            awaitStep(cluster, id, job(cluster, id).path("step").asLong() + 30);
            killed.add(killFeed(cluster, run));
            awaitSuccess(cluster, id);
            assertThat(killed).hasSize(2);
            assertThat(killed).doesNotContain(feeding(run));
            // at the beginning and after each kill; once more wherever a node was only slow, which is taken for silence
            assertThat(feeds(run))
                    .as(cluster.logs())
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allMatch(reason -> reason.matches(
                            "(data-\\d (does not answer|left the cluster|has not opened yet what was added); )?blocks come"
                                    + " from data-\\d.*"));
        }
        gather(work, folders);
        assertSameAsUndisturbed(recipe, run, STEPS);
    }

    @Test
    void aRunInTheOriginalsOrderIsFedAndValidatedFromTheOtherDataNodes() throws Exception {
        Path work = Files.createDirectories(dir.resolve("work"));
        Path recipe = TinyRun.writeMixture(work, FEWER_STEPS);
        Files.writeString(
                recipe,
                Files.readString(recipe)
                        .replace(", {path: more, weight: 2.0}", "")
                        .replace("order: sequential", "order: original\n  validation: [{path: more}]")
                        .replace("precision: fp32", "precision: fp32\n  validate_every: 50\n  validate_batches: 3"));
        List<String> folders = List.of("shards", "more");
        spread(work, folders);
        Path run;
        try (NodeProcesses cluster = new NodeProcesses(dir.resolve("cluster"))) {
            cluster.start(NodeProcesses.CONTROL, "control, gpu", "  worker.slots = 1");
            startDataNodes(cluster, work);
            String id = submit(cluster, recipe);
            awaitStep(cluster, id, 60);
            run = Path.of(job(cluster, id).path("dir").asText());
            Set<String> killed = new HashSet<>();
            killed.add(killFeed(cluster, run));
            awaitFeed(cluster, id, run, killed);
            awaitStep(cluster, id, job(cluster, id).path("step").asLong() + 60);
            killed.add(killFeed(cluster, run));
            awaitSuccess(cluster, id);
            assertThat(killed).hasSize(2).doesNotContain(feeding(run));
        }
        gather(work, folders);
        Path calm = assertSameAsUndisturbed(recipe, run, FEWER_STEPS);
        assertThat(validated(run)).hasSize(1 + FEWER_STEPS / 50).isEqualTo(validated(calm));
    }

    private static List<String> validated(Path run) throws IOException {
        List<String> losses = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode step = JSON.readTree(line);
            for (String loss : List.of("validation_loss_before", "validation_loss")) {
                if (step.has(loss)) {
                    losses.add(step.path("step") + " " + loss + " " + step.path(loss));
                }
            }
        }
        return losses;
    }

    /** Gives each data node a copy of the folders, and takes them from where the recipe names them. */
    private void spread(Path work, List<String> folders) throws IOException {
        for (String folder : folders) {
            for (String node : NODES) {
                copy(work.resolve(folder), dir.resolve(node).resolve(folder));
            }
            move(work.resolve(folder), dir.resolve("aside").resolve(folder));
        }
    }

    private void gather(Path work, List<String> folders) throws IOException {
        for (String folder : folders) {
            move(dir.resolve("aside").resolve(folder), work.resolve(folder));
        }
    }

    private void startDataNodes(NodeProcesses cluster, Path work) throws Exception {
        for (String node : NODES) {
            cluster.start(
                    node, "data", "  data.copies = [{of = \"%s\", at = \"%s\"}]".formatted(work, dir.resolve(node)));
        }
        await().atMost(WAIT).until(() -> {
            cluster.requireAlive();
            return cluster.up() == 1 + NODES.size();
        });
    }

    private static void awaitSuccess(NodeProcesses cluster, String id) throws IOException {
        await().atMost(WAIT).until(() -> job(cluster, id).path("state").asText().matches("succeeded|failed"));
        JsonNode end = job(cluster, id);
        assertThat(end.path("state").asText()).as("%s%n%s", end, cluster.logs()).isEqualTo("succeeded");
    }

    /** The same data behind the same steps, from files that are there, in one process. */
    private Path assertSameAsUndisturbed(Path recipe, Path run, int steps) throws IOException {
        Path calm = Files.createDirectories(dir.resolve("calm"));
        if (Files.exists(run.resolve("data.json"))) {
            Files.copy(run.resolve("data.json"), calm.resolve("data.json"));
        }
        CliRun trained = CliRun.of("train", recipe, "--dir", calm, "--workers", 1);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        new TrainedRun(run).assertSameAs(new TrainedRun(calm), steps);
        return calm;
    }

    private static String submit(NodeProcesses cluster, Path recipe) {
        CliRun submitted = cluster.steel("submit", recipe);
        assertThat(submitted.exitCode()).as(submitted.err()).isZero();
        return submitted.out().strip();
    }

    private static JsonNode job(NodeProcesses cluster, String id) {
        return cluster.json("job", id, "--json");
    }

    private static void awaitStep(NodeProcesses cluster, String id, long step) throws IOException {
        try {
            await().atMost(WAIT).until(() -> {
                JsonNode job = job(cluster, id);
                assertThat(job.path("state").asText()).as(job.toString()).isNotEqualTo("failed");
                return job.path("step").asLong() >= step;
            });
        } catch (ConditionTimeoutException | AssertionError e) {
            throw new AssertionError(cluster.logs(), e);
        }
    }

    private static void awaitFeed(NodeProcesses cluster, String id, Path run, Set<String> killed) throws IOException {
        try {
            await().atMost(WAIT).until(() -> !killed.contains(feeding(run)));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(job(cluster, id) + "\n" + cluster.logs(), e);
        }
    }

    /** Kills the node that feeds the run. */
    private static String killFeed(NodeProcesses cluster, Path run) throws Exception {
        String node = feeding(run);
        cluster.kill(node);
        return node;
    }

    /** The node that the newest event names. */
    private static String feeding(Path run) throws IOException {
        List<String> feeds = feeds(run);
        return feeds.get(feeds.size() - 1).replaceAll(".*blocks come from (data-\\d).*", "$1");
    }

    private static List<String> feeds(Path run) throws IOException {
        List<String> said = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("events.jsonl"))) {
            JsonNode event = JSON.readTree(line);
            if (event.path("type").asText().equals("feed")) {
                said.add(event.path("reason").asText());
            }
        }
        return said;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.move(from, to);
    }
}
