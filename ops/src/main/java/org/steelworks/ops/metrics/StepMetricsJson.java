package org.steelworks.ops.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** One line of {@code metrics.jsonl}. Numbers that are not finite are written as null and read as NaN. */
public final class StepMetricsJson {
    /** Only in lines of steps whose weights were validated. */
    public static final String VALIDATION_LOSS = "validation_loss";

    /** Only in the line of the first step, where the weights before it were validated. */
    public static final String VALIDATION_LOSS_BEFORE = "validation_loss_before";

    private static final ObjectMapper JSON = new ObjectMapper();

    private StepMetricsJson() {}

    /** The fields in the order of the contract. */
    public static ObjectNode object(StepMetrics m) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("step", m.step());
        put(node, "loss", m.loss());
        put(node, "grad_norm", m.gradNorm());
        put(node, "lr", m.lr());
        node.put("tokens", m.tokens());
        node.put("tokens_total", m.tokensTotal());
        put(node, "seconds", m.seconds());
        put(node, "tokens_per_second", m.tokensPerSecond());
        put(node, "mfu", m.mfu() == null ? Double.NaN : m.mfu());
        node.put("workers", m.workers());
        node.put("generation", m.generation());
        if (m.validationLoss() != null) {
            put(node, VALIDATION_LOSS, m.validationLoss());
        }
        if (m.validationLossBefore() != null) {
            put(node, VALIDATION_LOSS_BEFORE, m.validationLossBefore());
        }
        return node;
    }

    private static void put(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }

    /** Reads a line, {@code \n} maybe included. */
    static StepMetrics parse(byte[] line) throws IOException {
        JsonNode node = JSON.readTree(line);
        if (node == null || !node.path("step").isIntegralNumber()) {
            throw new IOException("the line has no step");
        }
        return new StepMetrics(
                node.path("step").longValue(),
                number(node, "loss"),
                number(node, "grad_norm"),
                number(node, "lr"),
                node.path("tokens").longValue(),
                node.path("tokens_total").longValue(),
                number(node, "seconds"),
                number(node, "tokens_per_second"),
                node.path("mfu").isNumber() ? node.path("mfu").doubleValue() : null,
                node.path("workers").intValue(),
                node.path("generation").longValue(),
                node.has(VALIDATION_LOSS) ? (Double) number(node, VALIDATION_LOSS) : null,
                node.has(VALIDATION_LOSS_BEFORE) ? (Double) number(node, VALIDATION_LOSS_BEFORE) : null);
    }

    private static double number(JsonNode node, String key) {
        return node.path(key).isNumber() ? node.path(key).doubleValue() : Double.NaN;
    }
}
