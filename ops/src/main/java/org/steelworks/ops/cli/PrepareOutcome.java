package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.unit.InputSet;
import org.steelworks.data.unit.UnitTally;
import org.steelworks.ops.prepare.LocalPrepare;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a cleaning or conversion and shows what came of it. */
final class PrepareOutcome {
    private PrepareOutcome() {}

    static PrepareReport run(CommandSpec command, LocalPrepare local, PrepareSpec wanted, String what) {
        for (InputSet set : wanted.sets()) {
            for (Path path : set.paths()) {
                if (!Files.exists(path)) {
                    throw new CommandFailure(
                            CommandFailure.NOT_FOUND, "input " + path + ": there is no such file or folder");
                }
            }
        }
        try (ProgressLine progress = SteelMain.progress(command, what)) {
            return local.run(
                    wanted,
                    now -> progress.show(
                            now.bytesDone(),
                            now.bytesTotal(),
                            String.format(Locale.ROOT, "%,d documents, %,d kept", now.documents(), now.kept())));
        }
    }

    static void print(CommandSpec command, PrepareReport report, Path out, boolean json) {
        UnitTally total = report.total();
        PrintWriter stdout = command.commandLine().getOut();
        report.notes().forEach(command.commandLine().getErr()::println);
        if (json) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("records", total.records())
                    .put("documents", total.documents())
                    .put("kept", total.kept());
            node.put("dropped", report.dropped()).put("quarantined", total.quarantined());
            total.skipped().forEach(node.putObject("skipped")::put);
            ObjectNode files = node.putObject("files");
            report.outputs().forEach(output -> files.put(output.file(), output.sha256()));
            node.put("out", out.toString());
            stdout.println(node.toPrettyString());
            return;
        }
        for (PrepareReport.SetReport set : report.sets()) {
            UnitTally tally = set.tally();
            stdout.println(String.format(
                    Locale.ROOT,
                    "%-32s %,d records: %,d kept, %,d dropped, %,d skipped, %,d quarantined",
                    set.name(),
                    tally.records(),
                    tally.kept(),
                    tally.documents() - tally.kept(),
                    tally.skipped().values().stream().mapToLong(Long::longValue).sum(),
                    tally.quarantined()));
        }
        stdout.println("report: " + out.resolve("report.html") + ", numbers in report.json");
        if (total.quarantined() > 0) {
            stdout.println("records that could not be read: " + out.resolve("quarantine.jsonl"));
        }
    }
}
