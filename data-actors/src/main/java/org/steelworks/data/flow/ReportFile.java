package org.steelworks.data.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.steelworks.data.unit.OperatorTally;
import org.steelworks.data.unit.UnitStore;
import org.steelworks.data.unit.UnitTally;

/** {@code report.json}: what a cleaning did, and the sign that its result is complete. */
public final class ReportFile {
    private static final String NAME = "report.json";
    private static final String DETAIL = "detail";
    private static final double NANOS_PER_SECOND = 1e9;
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ReportFile() {}

    /** The report in {@code out} if it is of that plan and all files are there with the lengths it names. */
    public static Optional<PrepareReport> complete(Path out, String planDigest) throws IOException {
        Optional<PrepareReport> found = read(out);
        if (found.isEmpty() || !found.get().plan().equals(planDigest)) {
            return Optional.empty();
        }
        for (PrepareReport.Output output : found.get().outputs()) {
            Path file = out.resolve(output.file());
            if (!Files.exists(file) || Files.size(file) != output.bytes()) {
                return Optional.empty();
            }
        }
        return found;
    }

    /** Removes the report of an earlier result and those of its files that the next result does not replace. */
    static void retract(Path out, List<PrepareReport.Output> next) throws IOException {
        List<PrepareReport.Output> earlier =
                read(out).map(PrepareReport::outputs).orElse(List.of());
        Files.deleteIfExists(out.resolve(NAME));
        for (PrepareReport.Output output : earlier) {
            if (next.stream().noneMatch(n -> n.file().equals(output.file()))) {
                Files.deleteIfExists(out.resolve(output.file()));
            }
        }
    }

    static void write(Path out, PrepareReport report, UnitStore store) throws IOException {
        Path aside = out.resolve(NAME + ".aside");
        try (OutputStream stream = store.create(aside)) {
            stream.write(json(report).toPrettyString().getBytes(StandardCharsets.UTF_8));
        }
        store.publish(aside, out.resolve(NAME));
    }

    private static Optional<PrepareReport> read(Path out) throws IOException {
        Path file = out.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode detail = JSON.readTree(file.toFile()).path(DETAIL);
            return detail.isObject() ? Optional.of(JSON.treeToValue(detail, PrepareReport.class)) : Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + " is not a report of a cleaning (" + e.getOriginalMessage()
                            + "); remove it, or choose another output folder",
                    e);
        }
    }

    private static ObjectNode json(PrepareReport report) {
        ObjectNode root = JSON.createObjectNode();
        counts(root, report.total());
        ArrayNode sets = root.putArray("sets");
        for (PrepareReport.SetReport set : report.sets()) {
            ObjectNode node = sets.addObject();
            node.put("name", set.name())
                    .put("recipe", set.recipe())
                    .put("files", set.files())
                    .put("bytes", set.bytes());
            counts(node, set.tally());
            ArrayNode operators = node.putArray("operators");
            for (int i = 0; i < set.tally().operators().size(); i++) {
                OperatorTally operator = set.tally().operators().get(i);
                ObjectNode told = operators.addObject();
                told.put("name", operator.name())
                        .put("in", operator.in())
                        .put("out", operator.out())
                        .put("changed", operator.changed())
                        .put("seconds", operator.nanos() / NANOS_PER_SECOND);
                if (!set.duplicates(i).isEmpty()) {
                    told.set("duplicates", JSON.valueToTree(set.duplicates(i)));
                }
            }
        }
        root.set("outputs", JSON.valueToTree(report.outputs()));
        root.set("notes", JSON.valueToTree(report.notes()));
        root.set(DETAIL, JSON.valueToTree(report));
        return root;
    }

    private static void counts(ObjectNode node, UnitTally tally) {
        node.put("documents_in", tally.documents());
        node.put("documents_kept", tally.kept());
        node.put("documents_dropped", tally.documents() - tally.kept());
        node.put("documents_quarantined", tally.quarantined());
        node.put("blank_lines", tally.blank());
        node.set("skipped", JSON.valueToTree(tally.skipped()));
    }
}
