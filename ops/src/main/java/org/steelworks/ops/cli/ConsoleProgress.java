package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.steelworks.core.job.JobView;
import org.steelworks.ops.metrics.StepMetricsJson;
import org.steelworks.ops.quickstart.FittedLine;
import org.steelworks.ops.status.Eta;
import org.steelworks.ops.wiring.JobFollower;

/** Shows a training run: its steps as a {@link StatusLine}; losses, joins and recoveries as they happen. */
final class ConsoleProgress implements JobFollower.Listener {
    private static final List<String> SHOWN = List.of(
            "lost",
            "expelled",
            "recovered",
            "joined",
            "overdue",
            "non_finite",
            "checkpoint_failed",
            "data_added",
            "data_mixed",
            "feed",
            "failed");

    private final StatusLine status;
    private final List<Double> losses = new ArrayList<>();
    private final Eta eta = new Eta();
    private long steps;
    private JsonNode last;
    private boolean began;

    ConsoleProgress(StatusLine status) {
        this.status = status;
    }

    @Override
    public void earlier(JsonNode metrics) {
        last = metrics;
        losses.add(metrics.path("loss").asDouble());
    }

    @Override
    public void step(JsonNode metrics) {
        began = true;
        last = metrics;
        losses.add(metrics.path("loss").asDouble());
        eta.took(metrics.path("seconds").asDouble());
        long step = metrics.path("step").asLong();
        sayValidation(step - 1, metrics.path(StepMetricsJson.VALIDATION_LOSS_BEFORE));
        sayValidation(step, metrics.path(StepMetricsJson.VALIDATION_LOSS));
        status.show(this::line);
    }

    private void sayValidation(long step, JsonNode loss) {
        if (loss.isNumber()) {
            status.say(String.format(
                    Locale.ROOT,
                    "  step %d: validation loss %.4f, perplexity %.2f",
                    step,
                    loss.asDouble(),
                    Math.exp(loss.asDouble())));
        }
    }

    @Override
    public void event(JsonNode event) {
        String type = event.path("type").asText();
        if (!SHOWN.contains(type) || type.equals("joined") && !began) {
            return;
        }
        String seconds = type.equals("recovered")
                ? String.format(
                        Locale.ROOT,
                        " after %.2f s",
                        event.path("recovery_seconds").asDouble())
                : "";
        status.say(String.format(
                Locale.ROOT,
                "  %s%s %s%s: %s",
                event.path("step").isIntegralNumber()
                        ? "step " + event.path("step").asLong() + ": "
                        : "",
                type,
                event.path("worker").asText(""),
                seconds,
                event.path("reason").asText()));
    }

    @Override
    public void state(JobView job) {
        steps = job.steps();
        if (job.state().ended() && last != null) {
            status.showNow(line());
            status.keep();
        }
    }

    private FittedLine line() {
        long step = last.path("step").asLong();
        return new FittedLine()
                .add("  step " + step + "/" + steps)
                .add(String.format(Locale.ROOT, "loss %.3f", last.path("loss").asDouble()))
                .curve(losses, 2)
                .add(
                        String.format(
                                Locale.ROOT, "grad %.2f", last.path("grad_norm").asDouble()),
                        5)
                .add(String.format(Locale.ROOT, "lr %.1e", last.path("lr").asDouble()), 4)
                .add(
                        String.format(
                                Locale.ROOT,
                                "%,d tok/s",
                                Math.round(last.path("tokens_per_second").asDouble())),
                        1)
                .add(last.path("workers").asInt() + " workers", 3)
                .add("left " + Eta.text(eta.left(Math.max(0, steps - step))));
    }
}
