package org.steelworks.ops.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.steelworks.core.job.JobView;
import org.steelworks.ops.wiring.JobFollower;
import org.steelworks.ops.wiring.LocalNode;

/** Follows the quickstart's training: shows it, and kills workers when their time has come. */
final class TrainingStage implements JobFollower.Listener {
    private static final int BARS = 24;

    private final LocalNode node;
    private final QuickstartConsole console;
    private final Deque<KillPlan.Kill> pending;
    private final List<Double> losses = new ArrayList<>();
    private final List<Double> recoveries = new ArrayList<>();
    private final Eta eta = new Eta();
    private int kills;

    TrainingStage(LocalNode node, QuickstartConsole console, KillPlan plan) {
        this.node = node;
        this.console = console;
        this.pending = new ArrayDeque<>(plan.kills());
    }

    @Override
    public void earlier(JsonNode metrics) {
        losses.add(metrics.path("loss").asDouble());
    }

    @Override
    public void step(JsonNode metrics) {
        long step = metrics.path("step").asLong();
        losses.add(metrics.path("loss").asDouble());
        eta.took(metrics.path("seconds").asDouble());
        console.progress(
                "Train",
                (double) step / QuickstartRecipe.STEPS,
                String.format(
                        Locale.ROOT,
                        "step %d/%d  loss %.2f %s  %,d tok/s  left %s",
                        step,
                        QuickstartRecipe.STEPS,
                        losses.get(losses.size() - 1),
                        Sparkline.of(losses, BARS),
                        Math.round(metrics.path("tokens_per_second").asDouble()),
                        Eta.text(eta.left(QuickstartRecipe.STEPS - step))));
        while (!pending.isEmpty() && pending.peek().step() <= step && step < QuickstartRecipe.STEPS) {
            KillPlan.Kill kill = pending.poll();
            if (node.killWorker(kill.slot())) {
                kills++;
                console.say("  step " + step + ": killed worker w" + kill.slot() + " (kill -9), as you asked");
            }
        }
    }

    @Override
    public void event(JsonNode event) {
        String worker = event.path("worker").asText("");
        switch (event.path("type").asText()) {
            case "recovered" -> {
                double seconds = event.path("recovery_seconds").asDouble();
                recoveries.add(seconds);
                console.say(String.format(
                        Locale.ROOT,
                        "  step %d: recovered in %.2f s; not a bit is lost",
                        event.path("step").asLong(),
                        seconds));
            }
            case "joined" -> {
                if (!losses.isEmpty()) {
                    console.say("  worker " + worker + " is back and joins");
                }
            }
            case "expelled", "overdue", "non_finite", "failed" ->
                console.say("  " + event.path("type").asText() + " " + worker + ": "
                        + event.path("reason").asText());
            default -> {}
        }
    }

    @Override
    public void state(JobView job) {}

    int kills() {
        return kills;
    }

    List<Double> recoveries() {
        return List.copyOf(recoveries);
    }

    List<Double> losses() {
        return List.copyOf(losses);
    }
}
