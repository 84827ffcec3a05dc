package org.steelworks.ops.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobAnswer;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.core.recipe.RecipeReader;

/** Jobs: submit, list, look at, stop, resume, scale, change the priority, add data, change their mixture. */
final class JobRoutes {
    private static final String JOBS = "/api/v1/jobs";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WEIGHTS = "Send {\"weights\": {\"0\": 1, \"/absolute/path/of/a/set\": 2.5}}";
    /** Shards that are added, or that a run begins with, are read in full before the answer. */
    private static final Duration READING = Duration.ofHours(2);

    private static final Set<String> SUBMIT_FIELDS = Set.of("recipe", "folder", "dir", "name", "priority");

    private final JobClient jobs;
    private final Path nodeDir;

    JobRoutes(JobClient jobs, Path nodeDir) {
        this.jobs = jobs;
        this.nodeDir = nodeDir;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(JOBS, Role.VIEWER, this::list),
                Endpoint.post(JOBS, Role.SUBMITTER, this::submit),
                Endpoint.get(JOBS + "/{id}", Role.VIEWER, this::get),
                Endpoint.post(JOBS + "/{id}/stop", Role.OPERATOR, this::stop),
                Endpoint.post(JOBS + "/{id}/resume", Role.OPERATOR, this::resume),
                Endpoint.post(JOBS + "/{id}/priority", Role.OPERATOR, this::priority),
                Endpoint.post(JOBS + "/{id}/scale", Role.OPERATOR, this::scale),
                Endpoint.post(JOBS + "/{id}/data", Role.OPERATOR, this::data),
                Endpoint.post(JOBS + "/{id}/mixture", Role.OPERATOR, this::mixture));
    }

    private CompletionStage<HttpResponse> list(Call call) {
        int limit = (int) call.number("limit", 50, 1, 200);
        String after = call.query().get("after");
        if (after != null && !after.matches("[a-z0-9-]{1,64}")) {
            throw malformed("the query parameter after is '" + after + "'", "Give the next of an earlier page");
        }
        JobId behind = after == null ? null : new JobId(after);
        return jobs.ask(replyTo -> new JobScheduler.ListJobs(behind, limit, replyTo))
                .thenApply(answer -> {
                    JobAnswer.Listed page = (JobAnswer.Listed) answer;
                    ObjectNode body = JsonNodeFactory.instance.objectNode();
                    ArrayNode list = body.putArray("jobs");
                    page.jobs().forEach(job -> list.add(StatusJson.job(job)));
                    body.put("next", page.next());
                    HttpResponse response = Answers.json(200, body);
                    return page.next() == null
                            ? response
                            : response.addHeader(RawHeader.create(
                                    "Link",
                                    "<" + JOBS + "?limit=" + limit + "&after=" + page.next() + ">; rel=\"next\""));
                });
    }

    private CompletionStage<HttpResponse> get(Call call) {
        return jobs.job(call.job()).thenApply(job -> Answers.json(200, StatusJson.job(job)));
    }

    private CompletionStage<HttpResponse> submit(Call call) {
        JsonNode body = body(call);
        body.fieldNames().forEachRemaining(field -> {
            if (!SUBMIT_FIELDS.contains(field)) {
                throw malformed("the field " + field + " is unknown", "Known: " + String.join(", ", SUBMIT_FIELDS));
            }
        });
        String recipe = text(body, "recipe");
        if (recipe == null || recipe.isBlank()) {
            throw malformed("the field recipe is missing", "Give a recipe's text, or the absolute path of one");
        }
        boolean isText = recipe.indexOf('\n') >= 0;
        Path file = isText ? null : path(recipe);
        String folder = text(body, "folder");
        String base = folder != null ? path(folder).toString() : isText ? nodeDir.toString() : parent(file);
        String key = call.header("Idempotency-Key").orElse(null);
        String content = isText ? recipe : content(file);
        int priority = integer(body, "priority", 0);
        return jobs.ask(replyTo -> new JobScheduler.Submit(
                        key,
                        content,
                        isText ? "recipe" : file.toString(),
                        base,
                        text(body, "dir"),
                        text(body, "name"),
                        priority,
                        replyTo))
                .thenApply(answer -> {
                    JobAnswer.Accepted accepted = (JobAnswer.Accepted) answer;
                    return Answers.json(accepted.created() ? 202 : 200, StatusJson.job(accepted.job()))
                            .addHeader(RawHeader.create(
                                    "Location", JOBS + "/" + accepted.job().id()));
                });
    }

    private static String parent(Path file) {
        return file.getParent() == null ? "/" : file.getParent().toString();
    }

    private static String content(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > RecipeReader.MAX_BYTES) {
                throw malformed(file + " is no file of at most " + RecipeReader.MAX_BYTES + " bytes", "Check the path");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw malformed(file + " cannot be read: " + e.getMessage(), "It must be UTF-8 text this node may read");
        }
    }

    private CompletionStage<HttpResponse> stop(Call call) {
        return change(replyTo -> new JobScheduler.Stop(call.job(), replyTo));
    }

    private CompletionStage<HttpResponse> resume(Call call) {
        return change(replyTo -> new JobScheduler.Resume(call.job(), replyTo));
    }

    private CompletionStage<HttpResponse> priority(Call call) {
        int priority = required(call, "priority");
        return change(replyTo -> new JobScheduler.SetPriority(call.job(), priority, replyTo));
    }

    private CompletionStage<HttpResponse> scale(Call call) {
        int workers = required(call, "workers");
        return change(replyTo -> new JobScheduler.Scale(call.job(), workers, replyTo));
    }

    private CompletionStage<HttpResponse> data(Call call) {
        JsonNode body = body(call);
        List<String> paths = new ArrayList<>();
        for (JsonNode path : body.path("paths")) {
            paths.add(path(path.asText()).toString());
        }
        if (paths.isEmpty() || !body.path("paths").isArray()) {
            throw malformed(
                    "the field paths is missing, empty or no list", "Send {\"paths\": [\"/absolute/path/of/shards\"]}");
        }
        String set = text(body, "set");
        awaitReading(call);
        return jobs.ask(replyTo -> new JobScheduler.AddData(call.job(), paths, set, replyTo), READING)
                .thenApply(answer -> {
                    JobAnswer.DataAdded added = (JobAnswer.DataAdded) answer;
                    ObjectNode told = JsonNodeFactory.instance.objectNode();
                    told.put("job", added.job().value());
                    told.put("set", added.set()).put("shards", added.shards()).put("blocks", added.blocks());
                    return Answers.json(202, told);
                });
    }

    private CompletionStage<HttpResponse> mixture(Call call) {
        JsonNode named = body(call).path("weights");
        Map<String, Double> weights = new TreeMap<>();
        named.fields().forEachRemaining(field -> {
            if (!field.getValue().isNumber()) {
                throw malformed(
                        "the weight of set " + field.getKey() + " is " + field.getValue() + ", no number", WEIGHTS);
            }
            weights.put(field.getKey(), field.getValue().doubleValue());
        });
        if (weights.isEmpty()) {
            throw malformed("the field weights is missing, empty or no object", WEIGHTS);
        }
        awaitReading(call);
        return jobs.ask(replyTo -> new JobScheduler.MixData(call.job(), weights, replyTo), READING)
                .thenApply(answer -> {
                    JobAnswer.DataMixed mixed = (JobAnswer.DataMixed) answer;
                    ObjectNode told = JsonNodeFactory.instance.objectNode();
                    told.put("job", mixed.job().value());
                    mixed.weights().forEach(told.putArray("weights")::add);
                    return Answers.json(202, told);
                });
    }

    /** The answer may take as long as shards take to be read. */
    private static void awaitReading(Call call) {
        call.request().getHeader(TimeoutAccess.class).ifPresent(limit -> limit.timeoutAccess()
                .updateTimeout(scala.concurrent.duration.Duration.create(READING.toSeconds(), TimeUnit.SECONDS)));
    }

    private CompletionStage<HttpResponse> change(Function<ActorRef<JobAnswer>, JobScheduler.Command> command) {
        return jobs.ask(command)
                .thenApply(answer -> Answers.json(202, StatusJson.job(((JobAnswer.Accepted) answer).job())));
    }

    private static int required(Call call, String field) {
        JsonNode body = body(call);
        if (!body.path(field).isInt()) {
            throw malformed("the field " + field + " is missing or no whole number", "Send {\"" + field + "\": 2}");
        }
        return body.path(field).intValue();
    }

    private static JsonNode body(Call call) {
        try {
            JsonNode body = JSON.readTree(call.body());
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            throw malformed("the body is no JSON: " + e.getMessage(), "Send a JSON object");
        }
        throw malformed("the body is no JSON object", "Send a JSON object");
    }

    private static String text(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw malformed("the field " + field + " is no text", "Quote it");
        }
        return value.textValue();
    }

    private static int integer(JsonNode body, String field, int fallback) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        if (!value.isInt()) {
            throw malformed("the field " + field + " is no whole number", "Give a whole number");
        }
        return value.intValue();
    }

    private static Path path(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            throw malformed("'" + text + "' is no path", "Give an absolute path");
        }
        throw malformed(
                "'" + text + "' is neither a recipe's text (which has several lines) nor an absolute path",
                "Give an absolute path");
    }

    private static ProblemException malformed(String detail, String hint) {
        return ErrorCode.MALFORMED.problem(detail, hint).exception();
    }
}
