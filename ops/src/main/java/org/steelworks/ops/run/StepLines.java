package org.steelworks.ops.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.ledger.StepRecord;
import org.steelworks.core.model.FlopCount;
import org.steelworks.core.run.machine.RunNotice;
import org.steelworks.ops.metrics.StepMetricsJson;

/** The lines of a run's files: a decision as ledger record and metrics, a notice as event. */
final class StepLines {
    private final RunFolder folder;
    private final double stepFlops;

    StepLines(RunFolder folder) {
        this.folder = folder;
        this.stepFlops = folder.feed().globalBatch() * FlopCount.ofSequence(folder.model(), folder.sequenceLength());
    }

    StepRecord record(Decision decision) {
        return StepRecords.of(decision, folder.feed());
    }

    /**
     * A line of {@code metrics.jsonl}; what is not finite or not known is null. A validation loss is there only where the
     * weights after the step, or before the first one, were validated, and {@code data_wait}, seconds, where the step had to
     * wait for blocks. {@code mfu} is the arithmetic of the step
     * by {@link FlopCount} over its wall time, as a share of what the members' devices can do at most.
     */
    ObjectNode metrics(RecordFiles.Waiting step) {
        Decision decision = step.decision();
        double seconds = step.seconds();
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("step", decision.step());
        put(line, "loss", decision.loss());
        put(line, "grad_norm", decision.gradNorm());
        put(line, "lr", decision.learningRate());
        line.put("tokens", folder.stepTokens());
        line.put("tokens_total", folder.stepTokens() * decision.step());
        put(line, "seconds", seconds);
        put(line, "tokens_per_second", tokensPerSecond(seconds));
        put(line, "mfu", stepFlops / seconds / (step.peakFlops() * step.workers()));
        line.put("workers", step.workers()).put("generation", step.generation());
        if (decision.validationLoss() != null) {
            put(line, StepMetricsJson.VALIDATION_LOSS, decision.validationLoss());
        }
        if (decision.validationLossBefore() != null) {
            put(line, StepMetricsJson.VALIDATION_LOSS_BEFORE, decision.validationLossBefore());
        }
        if (step.step().blocksWaitNs() > 0) {
            put(line, "data_wait", step.step().blocksWaitSeconds());
        }
        return line;
    }

    double tokensPerSecond(double seconds) {
        return folder.stepTokens() / seconds;
    }

    static ObjectNode event(Instant time, RunNotice notice) {
        ObjectNode line = EventFile.line(
                time, notice.type().key(), notice.generation(), notice.worker(), notice.step(), notice.reason());
        if (notice.type() == RunNotice.Type.RECOVERED) {
            put(line, "recovery_seconds", notice.recoverySeconds());
        }
        return line;
    }

    private static void put(ObjectNode line, String key, double value) {
        if (Double.isFinite(value)) {
            line.put(key, value);
        } else {
            line.putNull(key);
        }
    }
}
