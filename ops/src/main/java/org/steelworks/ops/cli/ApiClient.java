package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.steelworks.core.job.JobAnswer;

/**
 * Asks a cluster's API. Every failure is a {@link CommandFailure} with the exit code of its kind: a cluster that does not
 * answer, a token it refuses, a job it does not know. Blocks, at most a minute,
 * or as long as a job's shards take to be read.
 */
final class ApiClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration READING = Duration.ofHours(2);
    private static final int PAGE = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Conflicts that another command line avoids, unlike those with a job's state. */
    private static final Set<String> USAGE_CONFLICTS =
            Set.of(JobAnswer.Cause.KEY_REUSED.number(), JobAnswer.Cause.FOLDER_IN_USE.number());

    /** Bytes of a log and the offset behind them. */
    record LogPart(byte[] bytes, long next) {}

    private final URI cluster;
    private final UserToken.Found token;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    ApiClient(URI cluster, UserToken.Found token) {
        this.cluster = cluster;
        this.token = token;
    }

    /** Members, workers and jobs. */
    JsonNode status() {
        return json(send(request("/api/v1/status").GET()));
    }

    JsonNode job(String id) {
        return json(send(request(path(id, "")).GET()));
    }

    /** All jobs, page by page. */
    List<JsonNode> jobs() {
        List<JsonNode> jobs = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page =
                    json(send(request("/api/v1/jobs?limit=" + PAGE + after).GET()));
            page.path("jobs").forEach(jobs::add);
            if (!page.path("next").isTextual()) {
                return jobs;
            }
            after = "&after=" + encoded(page.path("next").textValue());
        }
    }

    /** @param key a second submit with it gives the job of the first; null for none */
    JsonNode submit(ObjectNode body, String key) {
        HttpRequest.Builder request = request("/api/v1/jobs");
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return json(send(post(request, body)));
    }

    /** Stop, resume, scale or priority of a job. */
    JsonNode change(String id, String what, ObjectNode body) {
        return json(send(post(request(path(id, "/" + what)), body)));
    }

    /** Adds shards to a job's data; answered once the cluster has read them. */
    JsonNode addData(String id, ObjectNode body) {
        return json(send(post(request(path(id, "/data")), body).timeout(READING), READING));
    }

    /** Gives the sets of a job other weights; answered once they are kept. */
    JsonNode mixData(String id, ObjectNode body) {
        return json(send(post(request(path(id, "/mixture")), body).timeout(READING), READING));
    }

    /** What a job's log has from a byte offset on, at most about a MiB. */
    LogPart log(String id, long offset) {
        HttpResponse<byte[]> answer =
                send(request(path(id, "/logs?offset=" + offset)).GET());
        return new LogPart(
                answer.body(),
                answer.headers().firstValueAsLong("X-Next-Offset").orElse(offset + answer.body().length));
    }

    private static String path(String id, String rest) {
        return "/api/v1/jobs/" + encoded(id) + rest;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(cluster + path))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + token.token());
    }

    private static HttpRequest.Builder post(HttpRequest.Builder request, ObjectNode body) {
        return request.header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        return send(request, ANSWER);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request, Duration patience) {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request.build(), BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = answer.get(patience.toSeconds(), TimeUnit.SECONDS);
            if (response.statusCode() / 100 != 2) {
                throw refused(response);
            }
            return response;
        } catch (ExecutionException e) {
            throw unreachable(why(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable("no answer within " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new CommandFailure(CommandFailure.INTERRUPTED, "interrupted while the cluster was asked", e);
        }
    }

    private static String why(Throwable cause) {
        if (cause instanceof ConnectException) {
            return "nothing listens there";
        }
        if (cause instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private CommandFailure unreachable(String why, Throwable cause) {
        return new CommandFailure(
                CommandFailure.UNREACHABLE,
                "no cluster answers at " + cluster + " (" + why
                        + "): start one with steel up, or name another with --cluster URL",
                cause);
    }

    private CommandFailure refused(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        JsonNode problem;
        try {
            problem = json(response);
        } catch (CommandFailure notOurs) {
            problem = JSON.createObjectNode();
        }
        String detail = problem.path("detail").asText("HTTP status " + status);
        String hint = problem.path("hint").asText("");
        if (status == 401) {
            detail = "the cluster at " + cluster + " does not know the token of " + token.origin();
            hint = "Set STEEL_TOKEN, or give --token-file FILE: steel up prints the file's name";
        }
        String code = problem.path("code").asText("");
        return new CommandFailure(
                exitCode(status, code),
                detail + (code.isEmpty() ? "" : " [" + code + "]") + (hint.isEmpty() ? "" : ". " + hint));
    }

    private static int exitCode(int status, String code) {
        if (USAGE_CONFLICTS.contains(code)) {
            return CommandFailure.USAGE;
        }
        return switch (status) {
            case 400, 413, 422 -> CommandFailure.USAGE;
            case 401, 403 -> CommandFailure.UNAUTHORISED;
            case 404 -> CommandFailure.NOT_FOUND;
            case 502, 503, 504 -> CommandFailure.UNREACHABLE;
            default -> CommandFailure.FAILED;
        };
    }

    private JsonNode json(HttpResponse<byte[]> response) {
        try {
            JsonNode body = JSON.readTree(response.body());
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            throw foreign(e);
        }
        throw foreign(null);
    }

    private CommandFailure foreign(Throwable cause) {
        return new CommandFailure(
                CommandFailure.UNREACHABLE,
                "what answers at " + cluster + " is no Steelworks cluster: check --cluster",
                cause);
    }
}
