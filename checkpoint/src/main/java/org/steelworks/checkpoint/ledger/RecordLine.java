package org.steelworks.checkpoint.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.ledger.StepRecord;

/** A step as a line of the ledger; keys in a fixed order so that equal ledgers are equal files. */
final class RecordLine {
    private RecordLine() {}

    static ObjectNode write(StepRecord record) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("step", record.step())
                .put("outcome", record.outcome().key())
                .put("gradient", record.gradient().hex())
                .put(
                        "weights",
                        record.weights() == null ? null : record.weights().hex());
        line.putArray("samples").add(record.firstSample()).add(record.endSample());
        return line;
    }

    /** Reads a line; {@code name} and {@code number} say in the failure where it stands. */
    static StepRecord read(ObjectNode line, String name, long number) {
        try {
            JsonNode weights = line.path("weights");
            JsonNode samples = line.path("samples");
            return new StepRecord(
                    whole(line.path("step")),
                    outcome(line.path("outcome").asText()),
                    Digest128.parse(line.path("gradient").asText()),
                    weights.isTextual() ? Digest128.parse(weights.asText()) : null,
                    whole(samples.path(0)),
                    whole(samples.path(1)));
        } catch (IllegalArgumentException e) {
            throw new FormatException(name + ", line " + number + ": " + e.getMessage() + ": the ledger is damaged", e);
        }
    }

    private static StepRecord.Outcome outcome(String key) {
        for (StepRecord.Outcome outcome : StepRecord.Outcome.values()) {
            if (outcome.key().equals(key)) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("outcome '" + key + "' is neither applied nor skipped");
    }

    private static long whole(JsonNode value) {
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException("a whole number is missing");
        }
        return value.longValue();
    }
}
