package org.steelworks.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.ops.wiring.LocalNode;

/** A job's life as a user of the command line sees it, on a node with one worker process. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ClusterCommandsSystemTest {
    private static final int STEPS = 600;
    private static final long DEADLINE_S = 120;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    private String url = "http://127.0.0.1:1";

    private record Ended(int exitCode, String out, String err) {}

    @Test
    void aJobIsSubmittedFollowedThroughARestartStoppedAndResumed() throws Exception {
        Path recipe = TinyRun.write(Files.createDirectories(dir.resolve("work")), STEPS);
        String id;
        CompletableFuture<Ended> following;
        int port;
        try (LocalNode node = node(0)) {
            url = node.url();
            port = URI.create(url).getPort();
            id = submit(recipe);
            assertEquals(id, submit(recipe), "the same key gives the same job");
            following = CompletableFuture.supplyAsync(() -> steel("logs", id, "-f"));
            awaitJob(id, job -> job.path("step").asLong() >= 20);
            assertContract(id);
        }
        assertEquals(CommandFailure.UNREACHABLE, steel("jobs").exitCode());
        try (LocalNode node = node(port)) {
            assertEquals(url, node.url());
            awaitJob(
                    id,
                    job -> job.path("state").asText().equals("running")
                            && job.path("generation").asLong() > 0);
            assertEquals(0, steel("stop", id).exitCode());
            awaitJob(id, job -> job.path("state").asText().equals("stopped"));
            assertFollowed(following, id);
            assertEquals(0, steel("resume", id).exitCode());
            assertFollowed(CompletableFuture.supplyAsync(() -> steel("logs", id, "-f")), id);
            JsonNode end = job(id);
            assertEquals("succeeded", end.path("state").asText(), end.toString());
            assertEquals(STEPS, end.path("step").asLong());
            JsonNode metrics =
                    JSON.readTree(Files.readAllLines(Path.of(end.path("dir").asText(), "metrics.jsonl"))
                            .get(STEPS / 2));
            assertTrue(metrics.path("mfu").asDouble() > 0, metrics.toString());
            assertTrue(log(id).contains("  step " + STEPS + "  "), "the last step is in the log");
            assertRefusals(id);
            assertFolderOfAnotherRecipeIsLeftAlone(id, recipe);
        }
    }

    private void assertFolderOfAnotherRecipeIsLeftAlone(String done, Path recipe) throws Exception {
        Path folder = Path.of(job(done).path("dir").asText());
        String resolved = Files.readString(folder.resolve("recipe.resolved.yaml"));
        Ended submitted = steel("submit", recipe.toString(), "--dir", folder.toString(), "--set", "train.seed=4711");
        assertEquals(0, submitted.exitCode(), submitted.err());
        String id = submitted.out().strip();
        awaitJob(id, job -> job.path("state").asText().equals("failed"));
        String reason = job(id).path("reason").asText();
        assertTrue(reason.contains("train.seed is 4711"), reason);
        assertTrue(reason.contains(folder + " holds " + STEPS + " steps"), reason);
        assertEquals(resolved, Files.readString(folder.resolve("recipe.resolved.yaml")));
    }

    private LocalNode node(int port) {
        return LocalNode.start(new LocalNode.Options(dir.resolve("cluster/node"), 1, 1, port, Map.of()));
    }

    private String submit(Path recipe) {
        Ended submitted = steel("submit", recipe.toString(), "--key", "one");
        assertEquals(0, submitted.exitCode(), submitted.err());
        return submitted.out().strip();
    }

    private void assertContract(String id) throws Exception {
        JsonNode status = JSON.readTree(steel("status", "--json").out());
        assertEquals(List.of("members", "workers", "jobs"), names(status));
        assertEquals(
                List.of("address", "roles", "status"),
                names(status.path("members").path(0)));
        assertEquals(
                List.of(
                        "id",
                        "node",
                        "pid",
                        "device",
                        "job",
                        "state",
                        "step",
                        "generation",
                        "restarts",
                        "last_failure"),
                names(status.path("workers").path(0)));
        JsonNode job = status.path("jobs").path(0);
        assertEquals(List.of("id", "kind", "state", "reason", "step", "steps"), names(job));
        assertEquals(id, job.path("id").asText());
        assertEquals(STEPS, job.path("steps").asLong());
        assertTrue(steel("jobs").out().contains(id));
    }

    /** What was printed is the log, byte for byte. */
    private void assertFollowed(CompletableFuture<Ended> following, String id) throws Exception {
        Ended ended = following.get(DEADLINE_S, TimeUnit.SECONDS);
        assertEquals(0, ended.exitCode(), ended.err());
        assertEquals(log(id), ended.out());
    }

    private void assertRefusals(String id) throws Exception {
        Ended unknown = steel("job", "nothing-0007");
        assertEquals(CommandFailure.NOT_FOUND, unknown.exitCode());
        assertTrue(unknown.err().contains("nothing-0007"), unknown.err());
        assertEquals(CommandFailure.FAILED, steel("stop", id).exitCode(), "an ended job cannot be stopped");
        Ended reused = steel("submit", dir.resolve("work/tiny.yaml").toString(), "--key", "one", "--priority", "3");
        assertEquals(CommandFailure.USAGE, reused.exitCode(), "a key is of one request");
        assertTrue(reused.err().contains("the key 'one' was used for another request"), reused.err());
        Path foreign = Files.writeString(dir.resolve("foreign"), "steel_0123\n");
        Ended refused = execute("jobs", "--cluster", url, "--token-file", foreign.toString());
        assertEquals(CommandFailure.UNAUTHORISED, refused.exitCode());
        Path wrong = Files.writeString(dir.resolve("wrong.yaml"), "kind: pretrain\nmodle: {}\n");
        Ended recipe = steel("submit", wrong.toString());
        assertEquals(CommandFailure.USAGE, recipe.exitCode());
        assertTrue(recipe.err().contains("wrong.yaml") && recipe.err().contains("modle"), recipe.err());
    }

    private String log(String id) throws Exception {
        return Files.readString(Path.of(job(id).path("dir").asText(), "run.log"));
    }

    private JsonNode job(String id) throws Exception {
        Ended ended = steel("job", id, "--json");
        assertEquals(0, ended.exitCode(), ended.err());
        return JSON.readTree(ended.out());
    }

    private void awaitJob(String id, Predicate<JsonNode> reached) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        JsonNode job = job(id);
        while (!reached.test(job)) {
            assertTrue(System.nanoTime() < endNs, "not reached within " + DEADLINE_S + " s: " + job);
            job = job(id);
        }
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Ended steel(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--cluster",
                url,
                "--token-file",
                dir.resolve("cluster/node/token").toString()));
        return execute(all.toArray(String[]::new));
    }

    private static Ended execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = SteelMain.execute(
                new Streams(InputStream.nullInputStream(), new PrintWriter(out), new PrintWriter(err), false),
                arguments);
        return new Ended(exitCode, out.toString(), err.toString());
    }
}
