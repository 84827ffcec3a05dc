package org.steelworks.ops.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;
import org.steelworks.core.node.ClusterView;
import org.steelworks.ops.status.ActorView;
import org.steelworks.ops.status.ClusterSnapshot;
import org.steelworks.ops.status.WorkerView;

/**
 * The node's Prometheus meters, base units. Labels have few values: roles, nodes, states, active jobs; never an actor's
 * path or a worker's id. Thread-safe.
 */
public final class Meters {
    private static final int MAX_ACTORS = 20_000;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, MultiGauge> gauges = new HashMap<>();
    private final Map<String, Integer> restarts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX_ACTORS;
        }
    };
    private final AtomicReference<Map<String, StepMetrics>> lastSteps = new AtomicReference<>(Map.of());

    public Meters() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    /** A stable step of a job's run. */
    public void step(String job, StepMetrics metrics) {
        Counter.builder("steel.train.tokens")
                .description("Tokens of stable steps")
                .tags("job", job)
                .register(registry)
                .increment(metrics.tokens());
        Timer.builder("steel.train.step")
                .description("Duration of a step")
                .tags("job", job)
                .register(registry)
                .record(nanos(metrics.seconds()));
        lastSteps.updateAndGet(before -> {
            Map<String, StepMetrics> next = new TreeMap<>(before);
            next.put(job, metrics);
            return next;
        });
    }

    /** A run ended: its meters go. */
    public void ended(String job) {
        lastSteps.updateAndGet(before -> {
            Map<String, StepMetrics> next = new TreeMap<>(before);
            next.remove(job);
            return next;
        });
        registry.getMeters().stream()
                .filter(meter -> job.equals(meter.getId().getTag("job")))
                .forEach(registry::remove);
    }

    /** From a worker's exit to the next decided step. */
    public void recovery(double seconds) {
        timer("steel.recovery", "From a worker's exit to the next decided step", seconds);
    }

    /** From the start of a checkpoint to its manifest. */
    public void checkpoint(double seconds) {
        timer("steel.checkpoint", "From the start of a checkpoint to its manifest", seconds);
    }

    private void timer(String name, String description, double seconds) {
        Timer.builder(name).description(description).register(registry).record(nanos(seconds));
    }

    private static Duration nanos(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    /** Frames of an old generation that were dropped. */
    public void staleFrames(long count) {
        counter("steel.stale.frames", "Frames of an old generation, dropped", Tags.empty())
                .increment(count);
    }

    /** Messages without a receiver. */
    public void deadLetter() {
        counter("steel.dead.letters", "Messages without a receiver", Tags.empty())
                .increment();
    }

    /** Messages that an actor did not handle. */
    public void unhandled() {
        counter("steel.unhandled", "Messages that their actor did not handle", Tags.empty())
                .increment();
    }

    /** Documents of a cleaning run: {@code result} is {@code kept}, {@code dropped} or {@code quarantined}. */
    public void documents(String operator, String result, long count) {
        counter("steel.data.documents", "Documents that passed an operator", Tags.of("op", operator, "result", result))
                .increment(count);
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    /** All meters in Prometheus' text format, those of the cluster as of the snapshot. */
    public synchronized String scrape(ClusterSnapshot snapshot) {
        cluster(snapshot);
        actors(snapshot.actors());
        runs();
        return registry.scrape();
    }

    private void cluster(ClusterSnapshot snapshot) {
        Map<Tags, Double> members = new HashMap<>();
        double unreachable = 0;
        for (ClusterView.Member member : snapshot.members()) {
            members.merge(Tags.of("status", member.status()), 1.0, Double::sum);
            unreachable += member.reachable() ? 0 : 1;
        }
        rows("steel.cluster.members", "Members of the cluster", members);
        rows("steel.cluster.unreachable", "Members without heartbeat", Map.of(Tags.empty(), unreachable));
        Map<Tags, Double> jobs = new HashMap<>();
        for (JobState state : JobState.values()) {
            jobs.put(Tags.of("state", word(state)), 0.0);
        }
        Map<Tags, Double> generations = new HashMap<>();
        for (JobView job : snapshot.jobs()) {
            jobs.merge(Tags.of("state", word(job.state())), 1.0, Double::sum);
            if (job.state().active()) {
                generations.put(Tags.of("job", job.id().value()), (double) job.generation());
            }
        }
        rows("steel.job.state", "Jobs by state", jobs);
        rows("steel.generation", "Membership version of a run", generations);
        Map<Tags, Double> workers = new HashMap<>();
        for (WorkerView worker : snapshot.workers()) {
            workers.merge(Tags.of("node", worker.node(), "state", word(worker.state())), 1.0, Double::sum);
        }
        rows("steel.workers", "Workers by node and state", workers);
    }

    private void actors(List<ActorView> actors) {
        Map<Tags, Double> mailboxes = new HashMap<>();
        Map<Tags, Double> progress = new HashMap<>();
        for (ActorView actor : actors) {
            Tags tags = Tags.of("role", actor.role(), "node", actor.node());
            mailboxes.merge(tags, (double) actor.mailbox(), Double::sum);
            restarted(actor);
            progress.merge(tags, actor.progressMs() / 1000.0, Double::max);
        }
        rows("steel.actor.mailbox.messages", "Messages that wait", mailboxes);
        rows("steel.actor.last.progress.timestamp.seconds", "Last handled message, seconds since 1970", progress);
    }

    /** Restarts are counted from what the snapshot has grown by, so that the counter outlives the actor. */
    private void restarted(ActorView actor) {
        String key = actor.node() + actor.path();
        int before = restarts.getOrDefault(key, 0);
        if (actor.restarts() > before) {
            counter("steel.actor.restarts", "Restarts of actors", Tags.of("role", actor.role(), "cause", cause(actor)))
                    .increment(actor.restarts() - before);
        }
        restarts.put(key, actor.restarts());
    }

    /** The class of an actor's last failure, without package and message: few different ones. */
    private static String cause(ActorView actor) {
        String failure = actor.lastFailure() == null ? "unknown" : actor.lastFailure();
        int end = failure.indexOf(':');
        String type = end < 0 ? failure : failure.substring(0, end);
        String name = type.substring(type.lastIndexOf('.') + 1);
        return name.matches("[A-Za-z0-9$_]{1,60}") ? name : "other";
    }

    private void runs() {
        Map<Tags, Double> loss = new HashMap<>();
        Map<Tags, Double> mfu = new HashMap<>();
        lastSteps.get().forEach((job, metrics) -> {
            loss.put(Tags.of("job", job), metrics.loss());
            if (metrics.mfu() != null) {
                mfu.put(Tags.of("job", job), metrics.mfu());
            }
        });
        rows("steel.train.loss", "Loss of the last stable step", loss);
        rows("steel.train.mfu.ratio", "Share of the device's peak that the model used", mfu);
    }

    private void rows(String name, String description, Map<Tags, Double> values) {
        MultiGauge gauge = gauges.computeIfAbsent(
                name, key -> MultiGauge.builder(key).description(description).register(registry));
        List<MultiGauge.Row<?>> rows = values.entrySet().stream()
                .<MultiGauge.Row<?>>map(entry -> MultiGauge.Row.of(entry.getKey(), entry.getValue()))
                .toList();
        gauge.register(rows, true);
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
