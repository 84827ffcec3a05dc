package org.steelworks.ops.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import org.steelworks.core.job.JobView;
import org.steelworks.ops.status.Eta;
import org.steelworks.ops.wiring.JobFollower;

/**
 * Follows the quickstart's training: shows it, and kills workers when their time has come. A kill waits until the worker
 * takes part, so that every kill costs the run a member.
 */
final class TrainingStage implements JobFollower.Listener {
    private final IntPredicate killer;
    private final QuickstartConsole console;
    private final long steps;
    private final Deque<KillPlan.Kill> pending;
    private final Set<Integer> present = new HashSet<>();
    private final List<Double> losses = new ArrayList<>();
    private final Eta eta = new Eta();
    private boolean began;

    /**
     * @param steps of the run
     * @param killer kills the process of a slot; false where there is none
     */
    TrainingStage(IntPredicate killer, QuickstartConsole console, long steps, KillPlan plan) {
        this.killer = killer;
        this.console = console;
        this.steps = steps;
        this.pending = new ArrayDeque<>(plan.kills());
    }

    @Override
    public void earlier(JsonNode metrics) {
        losses.add(metrics.path("loss").asDouble());
    }

    @Override
    public void step(JsonNode metrics) {
        began = true;
        long step = metrics.path("step").asLong();
        losses.add(metrics.path("loss").asDouble());
        eta.took(metrics.path("seconds").asDouble());
        console.progress(
                Stage.TRAIN.title(),
                (double) step / steps,
                new FittedLine()
                        .add("step " + step + "/" + steps)
                        .add(String.format(Locale.ROOT, "loss %.2f", losses.get(losses.size() - 1)))
                        .curve(losses, 2)
                        .add(
                                String.format(
                                        Locale.ROOT,
                                        "%,d tok/s",
                                        Math.round(metrics.path("tokens_per_second")
                                                .asDouble())),
                                1)
                        .add("left " + Eta.text(eta.left(steps - step))));
        KillPlan.Kill next = pending.peek();
        if (next != null && next.step() <= step && step < steps && present.contains(next.slot())) {
            pending.poll();
            if (killer.test(next.slot())) {
                present.remove(next.slot());
                console.say("  step " + step + ": killed worker w" + next.slot() + " (kill -9), as you asked");
            }
        }
    }

    @Override
    public void event(JsonNode event) {
        String worker = event.path("worker").asText("");
        switch (event.path("type").asText()) {
            case "recovered" ->
                console.say(String.format(
                        Locale.ROOT,
                        "  step %d: recovered in %.2f s; not a bit is lost",
                        event.path("step").asLong(),
                        event.path("recovery_seconds").asDouble()));
            case "joined" -> {
                present.add(slot(worker));
                if (began) {
                    console.say("  worker " + worker + " is back and joins");
                }
            }
            case "lost" -> present.remove(slot(worker));
            case "expelled", "overdue", "non_finite", "failed" -> {
                if (event.path("type").asText().equals("expelled")) {
                    present.remove(slot(worker));
                }
                console.say("  " + event.path("type").asText() + " " + worker + ": "
                        + event.path("reason").asText());
            }
            default -> {}
        }
    }

    /** The slot of a worker such as {@code node-1/w2}. */
    private static int slot(String worker) {
        return Integer.parseInt(worker.substring(worker.lastIndexOf('w') + 1));
    }

    @Override
    public void state(JobView job) {}
}
