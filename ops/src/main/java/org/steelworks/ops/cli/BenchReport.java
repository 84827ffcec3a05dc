package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;

/** The report of a bench as text: one line a figure, nested parts indented. */
final class BenchReport {
    private static final int NAME_WIDTH = 26;
    private static final String RANGE = "_range";

    private BenchReport() {}

    static void print(ObjectNode report, PrintWriter out) {
        print(report, "", out);
    }

    private static void print(JsonNode node, String indent, PrintWriter out) {
        node.fields().forEachRemaining(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.isObject()) {
                out.println(indent + name.replace('_', ' '));
                print(value, indent + "  ", out);
            } else if (!name.endsWith(RANGE)) {
                String label = String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s ", indent + name.replace('_', ' '));
                out.println(label + text(value) + range(node.path(name + RANGE)));
            }
        });
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            StringBuilder all = new StringBuilder();
            value.forEach(each -> all.append(all.length() == 0 ? "" : ", ").append(text(each)));
            return all.toString();
        }
        if (value.isIntegralNumber()) {
            return String.format(Locale.ROOT, "%,d", value.longValue());
        }
        return value.isNumber() ? String.format(Locale.ROOT, "%,.3f", value.doubleValue()) : value.asText();
    }

    private static String range(JsonNode range) {
        return range.isArray() ? "   (" + text(range.get(0)) + " to " + text(range.get(1)) + ")" : "";
    }
}
