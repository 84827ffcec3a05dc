package org.steelworks.ops.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.steelworks.core.job.JobView;
import org.steelworks.core.node.ClusterView;
import org.steelworks.ops.status.ActorView;
import org.steelworks.ops.status.ClusterSnapshot;
import org.steelworks.ops.status.RunEvent;
import org.steelworks.ops.status.StatusChange;
import org.steelworks.ops.status.WorkerView;

/** The JSON of what the API shows: fields in snake case, states as lower-case words, times in ISO 8601. */
final class StatusJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private StatusJson() {}

    /** What {@code steel status --json} prints; its fields are a contract. */
    static ObjectNode status(ClusterSnapshot snapshot) {
        ObjectNode root = JSON.objectNode();
        root.set("members", members(snapshot.members()));
        ArrayNode workers = root.putArray("workers");
        for (WorkerView worker : snapshot.workers()) {
            workers.add(worker(worker));
        }
        ArrayNode jobs = root.putArray("jobs");
        for (JobView job : snapshot.jobs()) {
            jobs.addObject()
                    .put("id", job.id().value())
                    .put("kind", job.kind())
                    .put("state", word(job.state()))
                    .put("reason", job.reason())
                    .put("step", job.step())
                    .put("steps", job.steps());
        }
        return root;
    }

    private static ArrayNode members(List<ClusterView.Member> members) {
        ArrayNode out = JSON.arrayNode();
        for (ClusterView.Member member : members) {
            ObjectNode node = out.addObject().put("address", member.address());
            member.roles().forEach(node.putArray("roles")::add);
            node.put("status", member.reachable() ? member.status() : "unreachable");
        }
        return out;
    }

    private static ObjectNode worker(WorkerView worker) {
        return JSON.objectNode()
                .put("id", worker.id())
                .put("node", worker.node())
                .put("pid", worker.pid())
                .put("device", worker.device())
                .put("job", worker.job())
                .put("state", word(worker.state()))
                .put("step", worker.step())
                .put("generation", worker.generation())
                .put("restarts", worker.restarts())
                .put("last_failure", worker.lastFailure());
    }

    static ObjectNode job(JobView job) {
        ObjectNode node = JSON.objectNode()
                .put("id", job.id().value())
                .put("name", job.name())
                .put("kind", job.kind())
                .put("state", word(job.state()))
                .put("reason", job.reason())
                .put("priority", job.priority())
                .put("step", job.step())
                .put("steps", job.steps())
                .put("loss", job.loss())
                .put("tokens_per_second", job.tokensPerSecond())
                .put("generation", job.generation())
                .put("workers", job.workers())
                .put("dir", job.dir())
                .put("submitted", time(job.submittedMs()))
                .put("changed", time(job.changedMs()));
        if (job.cleaning() != null) {
            node.putObject("cleaning")
                    .put("bytes_done", job.cleaning().bytesDone())
                    .put("bytes_total", job.cleaning().bytesTotal())
                    .put("documents", job.cleaning().documents())
                    .put("kept", job.cleaning().kept())
                    .put("nodes", job.cleaning().nodes())
                    .put("seconds_left", job.cleaning().secondsLeft());
        }
        return node;
    }

    static ObjectNode actors(ClusterSnapshot snapshot) {
        ObjectNode root = JSON.objectNode();
        ArrayNode actors = root.putArray("actors");
        snapshot.actors().forEach(actor -> actors.add(actor(actor)));
        return root;
    }

    private static ObjectNode actor(ActorView actor) {
        return JSON.objectNode()
                .put("path", actor.path())
                .put("role", actor.role())
                .put("node", actor.node())
                .put("state", word(actor.state()))
                .put("mailbox", actor.mailbox())
                .put("restarts", actor.restarts())
                .put("last_progress", actor.progressMs() == 0 ? null : time(actor.progressMs()))
                .put("last_failure", actor.lastFailure());
    }

    static ObjectNode event(RunEvent event) {
        return JSON.objectNode()
                .put("time", time(event.timeMs()))
                .put("job", event.job())
                .put("type", event.type())
                .put("generation", event.generation())
                .put("worker", event.worker())
                .put("step", event.step())
                .put("reason", event.reason())
                .put("recovery_seconds", event.recoverySeconds());
    }

    static JsonNode change(StatusChange change) {
        ObjectNode root = JSON.objectNode().put("name", change.name());
        JsonNode value = null;
        if (change.value() instanceof WorkerView worker) {
            value = worker(worker);
        } else if (change.value() instanceof ActorView actor) {
            value = actor(actor);
        } else if (change.value() instanceof JobView job) {
            value = job(job);
        } else if (change.value() instanceof RunEvent event) {
            value = event(event);
        } else if (change.value() instanceof List<?> members) {
            value = members(members.stream().map(ClusterView.Member.class::cast).toList());
        }
        root.set("value", value);
        return root;
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String time(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }
}
