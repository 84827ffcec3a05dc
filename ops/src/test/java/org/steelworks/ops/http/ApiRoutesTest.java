package org.steelworks.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.core.job.RunRequest;
import org.steelworks.core.job.RunUpdate;
import org.steelworks.core.node.ClusterView;
import org.steelworks.ops.status.RunEvent;
import org.steelworks.ops.status.StatusBoard;
import org.steelworks.ops.status.WorkerView;

@Timeout(60)
class ApiRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        server = new RunningServer(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return JSON.readTree(response.body());
    }

    private String submitBody() throws Exception {
        return JSON.writeValueAsString(JSON.createObjectNode()
                .put("recipe", RunningServer.RECIPE)
                .put("folder", folder.toString())
                .put("name", "first"));
    }

    private RunRequest running() throws Exception {
        server.post("/api/v1/jobs", submitBody());
        server.scheduler.tell(new JobScheduler.WorkersCounted(2));
        return server.nextRun();
    }

    private void awaitState(String state) {
        await().atMost(Duration.ofSeconds(20)).until(() -> json(server.get("/api/v1/jobs/pretrain-0001"))
                .path("state")
                .asText()
                .equals(state));
    }

    @Test
    void shouldSubmitOncePerKeyAndFollowTheJobToItsEnd() throws Exception {
        HttpRequest.Builder submit = server.request("/api/v1/jobs")
                .header("Authorization", "Bearer " + server.admin)
                .header("Idempotency-Key", "k1")
                .POST(HttpRequest.BodyPublishers.ofString(submitBody()));
        HttpResponse<String> first = server.send(submit);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
        assertThat(first.headers().firstValue("Location")).contains("/api/v1/jobs/pretrain-0001");
        assertThat(json(first).path("steps").asLong()).isEqualTo(200);
        assertThat(server.send(submit).statusCode()).isEqualTo(200);

        server.scheduler.tell(new JobScheduler.WorkersCounted(1));
        RunRequest run = server.nextRun();
        run.replyTo().tell(new RunUpdate.Progress(5, 200, 4.25, 900, 1, 1));
        awaitState("running");
        assertThat(json(server.get("/api/v1/jobs/pretrain-0001")).path("loss").asDouble())
                .isEqualTo(4.25);

        HttpResponse<String> stopped = server.post("/api/v1/jobs/pretrain-0001/stop", "");
        assertThat(stopped.statusCode()).isEqualTo(202);
        assertThat(json(stopped).path("state").asText()).isEqualTo("stopping");
        run.replyTo().tell(new RunUpdate.Stopped(6));
        awaitState("stopped");
        assertThat(server.post("/api/v1/jobs/pretrain-0001/resume", "").statusCode())
                .isEqualTo(202);
        assertThat(server.nextRun().resume()).isTrue();
        assertThat(server.post("/api/v1/jobs/pretrain-0001/priority", "{\"priority\": 7}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(json(server.get("/api/v1/jobs")).at("/jobs/0/priority").asInt())
                .isEqualTo(7);
        assertThat(json(server.post("/api/v1/jobs/pretrain-0001/scale", "{\"workers\": 0}"))
                        .path("code")
                        .asText())
                .isEqualTo("STEEL-2007");
    }

    @Test
    void shouldSayWhatIsWrongWithWeights() throws Exception {
        for (String body : List.of("{}", "{\"weights\": [1, 2]}", "{\"weights\": {}}")) {
            HttpResponse<String> none = server.post("/api/v1/jobs/pretrain-0001/mixture", body);
            assertThat(none.statusCode()).isEqualTo(400);
            assertThat(json(none).path("detail").asText()).contains("the field weights is missing, empty or no object");
        }
        assertThat(json(server.post("/api/v1/jobs/pretrain-0001/mixture", "{\"weights\": {\"0\": \"much\"}}"))
                        .path("detail")
                        .asText())
                .contains("the weight of set 0 is \"much\", no number");
        assertThat(server.post("/api/v1/jobs/pretrain-0001/mixture", "{\"weights\": {\"0\": 2}}")
                        .statusCode())
                .as("there is no such job")
                .isEqualTo(404);
    }

    @Test
    void shouldReadARecipeFileByItsPath() throws Exception {
        Path recipe = folder.resolve("recipe.yaml");
        Files.writeString(recipe, RunningServer.RECIPE);

        HttpResponse<String> answer = server.post("/api/v1/jobs", "{\"recipe\": \"" + recipe + "\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    @Test
    void shouldRefuseWithCodeDetailAndHint() throws Exception {
        HttpResponse<String> bad = server.post(
                "/api/v1/jobs",
                JSON.writeValueAsString(JSON.createObjectNode()
                        .put("recipe", RunningServer.RECIPE.replace("steps", "stepz"))
                        .put("folder", folder.toString())));

        assertThat(bad.statusCode()).isEqualTo(422);
        assertThat(bad.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(json(bad).path("code").asText()).isEqualTo("STEEL-2004");
        assertThat(json(bad).path("detail").asText()).contains("recipe:4").contains("train.steps?");
        assertThat(json(bad).path("hint").asText()).isNotBlank();
        assertThat(json(bad).path("request_id").asText())
                .isEqualTo(bad.headers().firstValue("X-Request-Id").orElseThrow());
    }

    @Test
    void shouldRefuseWhatIsMalformedTooLargeUnknownOrWalksThroughFolders() throws Exception {
        assertThat(server.post("/api/v1/jobs", "{").statusCode()).isEqualTo(400);
        assertThat(server.post("/api/v1/jobs", "[]").statusCode()).isEqualTo(400);
        assertThat(server.post("/api/v1/jobs", "{\"recipe\": \"relative.yaml\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.post("/api/v1/jobs", "{\"recipe\": \"/x\", \"what\": 1}")
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> large = server.post("/api/v1/jobs", " ".repeat((1 << 20) + 1));
        assertThat(large.statusCode()).as(large.body()).isEqualTo(413);
        assertThat(server.get("/api/v1/jobs/%2e%2e").statusCode()).isEqualTo(404);
        assertThat(server.get("/api/v1/jobs/..%2f..%2fetc/logs").statusCode()).isEqualTo(404);
        assertThat(server.get("/api/v1/jobs/none").statusCode()).isEqualTo(404);
        assertThat(server.get("/api/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(server.get("/api/v1/jobs?limit=0").statusCode()).isEqualTo(400);
        assertThat(server.post("/api/v1/status", "").statusCode()).isEqualTo(405);
    }

    @Test
    void shouldLetEachRoleDoWhatItMayAndNoMore() throws Exception {
        List<Endpoint> writes = server.router.endpoints().stream()
                .filter(endpoint -> endpoint.method().equals("POST") && endpoint.role() != null)
                .toList();
        assertThat(writes).hasSize(7);
        for (Role role : Role.values()) {
            String token = server.tokens.issue("t-" + role.word(), role, null);
            assertThat(status("GET", "/api/v1/status", token)).isEqualTo(200);
            for (Endpoint write : writes) {
                int status = status("POST", write.template().replace("{id}", "none"), token);
                if (role.covers(write.role())) {
                    assertThat(status).as(role + " " + write.template()).isIn(400, 404);
                } else {
                    assertThat(status).as(role + " " + write.template()).isEqualTo(403);
                }
            }
        }
        assertThat(status("GET", "/api/v1/status", "steel_wrong")).isEqualTo(401);
        assertThat(status("GET", "/api/v1/status", "")).isEqualTo(401);
    }

    private int status(String method, String path, String token) throws Exception {
        HttpRequest.Builder request = server.request(path).method(method, HttpRequest.BodyPublishers.noBody());
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return server.send(request).statusCode();
    }

    @Test
    void shouldTakeThePageCookieForReadingOnly() throws Exception {
        String cookie = Router.COOKIE + "=" + server.tokens.cookieFor(server.admin);

        assertThat(server.send(server.request("/api/v1/status").header("Cookie", cookie))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send(server.request("/api/v1/jobs")
                                .header("Cookie", cookie)
                                .POST(HttpRequest.BodyPublishers.ofString(submitBody())))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void shouldKeepTokensPrivateAndHashed() throws Exception {
        for (String name : List.of("token", "tokens.json")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(folder.resolve("tokens.json"))).doesNotContain(server.admin);
        assertThat(Files.readString(folder.resolve("journal.mv.db"), StandardCharsets.ISO_8859_1))
                .doesNotContain(server.admin);
    }

    @Test
    void shouldGiveStatusAsTheContractHasIt() throws Exception {
        server.board.tell(new StatusBoard.MembersChanged(new ClusterView(List.of(
                new ClusterView.Member("pekko://steel@127.0.0.1:1", "node-1", List.of("control"), "up", true)))));
        server.board.tell(new StatusBoard.WorkerChanged(new WorkerView(
                "node-1/w0", "node-1", 42, "cpu:0", null, WorkerView.State.IDLE, 0, 0, 1, "exit 137", 1, 0)));
        running();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> json(server.get("/api/v1/status")).path("jobs").size() == 1);

        JsonNode status = json(server.get("/api/v1/status"));

        assertThat(status.fieldNames()).toIterable().containsExactly("members", "workers", "jobs");
        assertThat(status.at("/members/0").toString())
                .isEqualTo("{\"address\":\"pekko://steel@127.0.0.1:1\",\"roles\":[\"control\"],\"status\":\"up\"}");
        assertThat(status.at("/workers/0").toString())
                .isEqualTo(
                        "{\"id\":\"node-1/w0\",\"node\":\"node-1\",\"pid\":42,\"device\":\"cpu:0\",\"job\":null,"
                                + "\"state\":\"idle\",\"step\":0,\"generation\":0,\"restarts\":1,\"last_failure\":\"exit 137\"}");
        assertThat(status.at("/jobs/0").fieldNames())
                .toIterable()
                .containsExactly("id", "kind", "state", "reason", "step", "steps");
    }

    @Test
    void shouldStreamChangesAndGoOnBehindTheLastOneSeen() throws Exception {
        long start = System.nanoTime();
        HttpResponse<InputStream> stream = stream("/api/v1/events", null);
        try (BufferedReader in = reader(stream)) {
            server.board.tell(new StatusBoard.RunHappened(
                    new RunEvent(1, "pretrain-0001", "non_finite", 3L, "node-1/w0", 7L, "killed", null)));
            List<String> event = nextEvent(in);
            assertThat(event).anySatisfy(line -> assertThat(line).isEqualTo("event: run-event"));
            assertThat(event.get(2))
                    .contains("\"worker\":\"node-1/w0\"")
                    .contains("\"reason\":\"killed\"")
                    .contains("\"type\":\"non_finite\"");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));

            long id = Long.parseLong(event.get(0).substring(4));
            server.board.tell(new StatusBoard.WorkerRemoved("nobody"));
            server.board.tell(new StatusBoard.RunHappened(
                    new RunEvent(2, "pretrain-0001", "recovery", 4L, null, 8L, "went on", 0.8)));
            try (BufferedReader again = reader(stream("/api/v1/events", Long.toString(id)))) {
                assertThat(nextEvent(again).get(2)).contains("\"recovery_seconds\":0.8");
            }
        }
        try (BufferedReader old = reader(stream("/api/v1/events", "1"))) {
            assertThat(nextEvent(old).get(1)).isEqualTo("event: reset");
        }
    }

    private HttpResponse<InputStream> stream(String path, String lastEventId) throws Exception {
        HttpRequest.Builder request = server.request(path)
                .header("Authorization", "Bearer " + server.admin)
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response =
                server.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    private static BufferedReader reader(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The lines of the next event: id, type, data. */
    private static List<String> nextEvent(BufferedReader in) throws Exception {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = in.readLine();
            assertThat(line).as("the stream goes on").isNotNull();
            if (line.startsWith("id:") || line.startsWith("event:") || line.startsWith("data:")) {
                lines.add(line);
            } else if (line.isEmpty() && !lines.isEmpty()) {
                return lines;
            }
        }
    }

    @Test
    void shouldReadAndFollowLogsByByteOffsetWithoutLossOrDouble() throws Exception {
        RunRequest run = running();
        Path log = run.dir().resolve("run.log");
        Files.createDirectories(run.dir());
        Files.writeString(log, "first\n第二行\nhalf");

        HttpResponse<String> part = server.get("/api/v1/jobs/pretrain-0001/logs?offset=6");
        assertThat(part.body()).isEqualTo("第二行\nhalf");
        assertThat(part.headers().firstValue("X-Next-Offset")).contains("20");

        try (BufferedReader in = reader(stream("/api/v1/jobs/pretrain-0001/logs?offset=6", null))) {
            List<String> second = nextEvent(in);
            assertThat(second).containsExactly("id: 16", "event: line", "data: 第二行");
            Files.writeString(log, " done\n", java.nio.file.StandardOpenOption.APPEND);
            assertThat(nextEvent(in).get(2)).isEqualTo("data: half done");
            run.replyTo().tell(new RunUpdate.Finished(200));
            assertThat(nextEvent(in)).contains("event: end", "data: succeeded");
            assertThat(in.readLine()).isNull();
        }
        try (BufferedReader in = reader(stream("/api/v1/jobs/pretrain-0001/logs", "16"))) {
            assertThat(nextEvent(in).get(2)).isEqualTo("data: half done");
        }
    }

    @Test
    void shouldGiveMetricsAndEventsOfARun() throws Exception {
        RunRequest run = running();
        Files.createDirectories(run.dir());
        Files.writeString(
                run.dir().resolve("metrics.jsonl"),
                "{\"step\":1,\"loss\":6.5,\"grad_norm\":1.0,\"lr\":0.1,\"tokens\":8,\"tokens_total\":8,\"seconds\":0.5,"
                        + "\"tokens_per_second\":16,\"mfu\":null,\"workers\":2,\"generation\":1}\n{\"step\":2,\"lo");
        Files.writeString(run.dir().resolve("events.jsonl"), "{\"type\":\"checkpoint\",\"step\":5}\n");

        JsonNode metrics = json(server.get("/api/v1/jobs/pretrain-0001/metrics"));
        assertThat(metrics.path("points")).hasSize(1);
        assertThat(metrics.at("/points/0/loss").asDouble()).isEqualTo(6.5);

        JsonNode events = json(server.get("/api/v1/jobs/pretrain-0001/events"));
        assertThat(events.at("/events/0/type").asText()).isEqualTo("checkpoint");
        assertThat(events.path("next_offset").asLong()).isEqualTo(31);
    }

    @Test
    void shouldDescribeEveryRouteAndServeEveryDescribedOne() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/api/v1/openapi.json"));
        JsonNode paths = json(answer).path("paths");
        Set<String> described = new TreeSet<>();
        paths.fieldNames().forEachRemaining(path -> paths.path(path)
                .fieldNames()
                .forEachRemaining(method -> described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));
        Set<String> served = new TreeSet<>();
        server.router.endpoints().stream()
                .filter(endpoint -> !endpoint.template().startsWith("/ui")
                        && !endpoint.template().equals("/"))
                .forEach(endpoint -> served.add(endpoint.method() + " " + endpoint.template()));
        assertThat(served).isEqualTo(described);

        running();
        for (String route : described) {
            String method = route.substring(0, route.indexOf(' '));
            String path = route.substring(route.indexOf(' ') + 1);
            int status = statusOf(method, path.replace("{id}", "pretrain-0001"));
            JsonNode operation = paths.path(path).path(method.toLowerCase(java.util.Locale.ROOT));
            assertThat(operation.path("responses").has(Integer.toString(status)))
                    .as(status + " of " + route)
                    .isTrue();
            Endpoint endpoint = server.router.endpoints().stream()
                    .filter(one -> one.template().equals(path) && one.method().equals(method))
                    .findFirst()
                    .orElseThrow();
            assertThat(operation.path("x-role").asText(null))
                    .as("role of " + route)
                    .isEqualTo(endpoint.role() == null ? null : endpoint.role().word());
        }
    }

    /** The status of a route, without reading a stream's body. */
    private int statusOf(String method, String path) throws Exception {
        HttpRequest request = server.request(path)
                .header("Authorization", "Bearer " + server.admin)
                .method(method, HttpRequest.BodyPublishers.ofString("{\"workers\": 1, \"priority\": 1}"))
                .build();
        HttpResponse<InputStream> response = server.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
        response.body().close();
        return response.statusCode();
    }

    @Test
    void shouldServeProbesAndMetrics() throws Exception {
        assertThat(server.send(server.request("/healthz")).statusCode()).isEqualTo(200);
        assertThat(server.send(server.request("/readyz")).statusCode()).isEqualTo(503);
        server.board.tell(new StatusBoard.MembersChanged(new ClusterView(List.of(
                new ClusterView.Member("pekko://steel@127.0.0.1:1", "node-1", List.of("control"), "up", true)))));
        assertThat(server.send(server.request("/readyz")).statusCode()).isEqualTo(200);
        assertThat(server.get("/metrics").body())
                .contains("steel_cluster_members{status=\"up\"} 1.0")
                .contains("steel_job_state{state=\"queued\"} 0.0");
    }
}
