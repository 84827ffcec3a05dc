package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Columns of text as wide as what is in them; the last is not filled up. */
final class ClusterTable {
    private final List<List<String>> rows = new ArrayList<>();

    ClusterTable(String... titles) {
        row(titles);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    void print(PrintWriter out) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** Jobs as the API lists them. */
    static void jobs(Iterable<JsonNode> jobs, PrintWriter out) {
        ClusterTable table = new ClusterTable("JOB", "NAME", "KIND", "STATE", "STEP", "LOSS", "TOK/S", "REASON");
        for (JsonNode job : jobs) {
            table.row(
                    text(job, "id"),
                    text(job, "name"),
                    text(job, "kind"),
                    text(job, "state"),
                    job.path("step").asLong() + "/" + job.path("steps").asLong(),
                    number(job, "loss", "%.4f"),
                    number(job, "tokens_per_second", "%,.0f"),
                    text(job, "reason"));
        }
        table.print(out);
    }

    /** Members, workers and jobs. */
    static void status(JsonNode status, PrintWriter out) {
        ClusterTable members = new ClusterTable("MEMBER", "ROLES", "STATUS");
        for (JsonNode member : status.path("members")) {
            List<String> roles = new ArrayList<>();
            member.path("roles").forEach(role -> roles.add(role.asText()));
            members.row(text(member, "address"), String.join(",", roles), text(member, "status"));
        }
        members.print(out);
        out.println();
        ClusterTable workers = new ClusterTable(
                "WORKER", "PID", "DEVICE", "STATE", "JOB", "STEP", "GENERATION", "RESTARTS", "LAST FAILURE");
        for (JsonNode worker : status.path("workers")) {
            workers.row(
                    text(worker, "id"),
                    text(worker, "pid"),
                    text(worker, "device"),
                    text(worker, "state"),
                    text(worker, "job"),
                    text(worker, "step"),
                    text(worker, "generation"),
                    text(worker, "restarts"),
                    text(worker, "last_failure"));
        }
        workers.print(out);
        out.println();
        ClusterTable jobs = new ClusterTable("JOB", "KIND", "STATE", "STEP", "REASON");
        for (JsonNode job : status.path("jobs")) {
            jobs.row(
                    text(job, "id"),
                    text(job, "kind"),
                    text(job, "state"),
                    job.path("step").asLong() + "/" + job.path("steps").asLong(),
                    text(job, "reason"));
        }
        jobs.print(out);
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isMissingNode() || value.isNull() || value.asText().isEmpty() ? "-" : value.asText();
    }

    private static String number(JsonNode node, String field, String format) {
        return node.path(field).isNumber()
                ? String.format(Locale.ROOT, format, node.path(field).asDouble())
                : "-";
    }
}
