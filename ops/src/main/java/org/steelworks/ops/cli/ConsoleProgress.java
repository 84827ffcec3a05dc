package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.job.JobView;
import org.steelworks.ops.quickstart.Eta;
import org.steelworks.ops.quickstart.Sparkline;
import org.steelworks.ops.wiring.JobFollower;

/**
 * Shows a training run on a terminal: one line that changes on a TTY, one line per {@value #QUIET_SECONDS} s otherwise;
 * losses, joins and recoveries as they happen.
 */
final class ConsoleProgress implements JobFollower.Listener {
    private static final int QUIET_SECONDS = 30;
    private static final long TTY_NS = 200_000_000L;
    private static final int BARS = 24;
    private static final List<String> SHOWN =
            List.of("lost", "expelled", "recovered", "joined", "overdue", "non_finite", "checkpoint_failed", "failed");

    private final PrintWriter out;
    private final boolean tty = System.console() != null && System.getenv("TERM") != null;
    private final List<Double> losses = new ArrayList<>();
    private final Eta eta = new Eta();
    private long shownNs;
    private long steps;
    private JsonNode last;
    private boolean lineOpen;

    ConsoleProgress(PrintWriter out) {
        this.out = out;
        this.shownNs = System.nanoTime();
    }

    @Override
    public void step(JsonNode metrics) {
        last = metrics;
        losses.add(metrics.path("loss").asDouble());
        eta.took(metrics.path("seconds").asDouble());
        long now = System.nanoTime();
        if (now - shownNs >= (tty ? TTY_NS : QUIET_SECONDS * 1_000_000_000L)) {
            shownNs = now;
            show();
        }
    }

    @Override
    public void event(JsonNode event) {
        String type = event.path("type").asText();
        if (!SHOWN.contains(type) || type.equals("joined") && losses.isEmpty()) {
            return;
        }
        clear();
        String worker = event.path("worker").asText("");
        String seconds = type.equals("recovered")
                ? String.format(" after %.2f s", event.path("recovery_seconds").asDouble())
                : "";
        out.printf(
                "  %s%s %s%s: %s%n",
                event.path("step").isIntegralNumber() ? "step " + event.path("step").asLong() + ": " : "",
                type,
                worker,
                seconds,
                event.path("reason").asText());
        out.flush();
    }

    @Override
    public void state(JobView job) {
        steps = job.steps();
        if (job.state().ended() && last != null) {
            show();
            if (lineOpen) {
                out.println();
                lineOpen = false;
            }
            out.flush();
        }
    }

    private void show() {
        long step = last.path("step").asLong();
        String line = String.format(
                "  step %d/%d  loss %.3f %s  grad %.2f  lr %.1e  %,d tok/s  %d workers  left %s",
                step,
                steps,
                last.path("loss").asDouble(),
                Sparkline.of(losses, BARS),
                last.path("grad_norm").asDouble(),
                last.path("lr").asDouble(),
                Math.round(last.path("tokens_per_second").asDouble()),
                last.path("workers").asInt(),
                Eta.text(eta.left(Math.max(0, steps - step))));
        if (tty) {
            out.print("\r\033[K" + line);
            lineOpen = true;
        } else {
            out.println(line);
        }
        out.flush();
    }

    private void clear() {
        if (lineOpen) {
            out.print("\r\033[K");
            lineOpen = false;
        }
    }
}
