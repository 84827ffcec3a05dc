package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel doctor}: whether this machine can do the work. */
@Command(
        name = "doctor",
        description = "Check this machine: Java, cores, memory, disk, libtorch, ports.",
        mixinStandardHelpOptions = true,
        footer = {"", "Ends with 1 where something is missing without which nothing runs."})
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<MachineCheck.Finding> findings = MachineCheck.all();
        PrintWriter out = spec.commandLine().getOut();
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (MachineCheck.Finding finding : findings) {
            String state = finding.state().name().toLowerCase(Locale.ROOT);
            ObjectNode node = list.addObject().put("item", finding.item()).put("state", state);
            node.put("found", finding.found()).put("advice", finding.advice());
            if (!json) {
                out.println(String.format(Locale.ROOT, "%-8s %-14s %s", state, finding.item(), finding.found()));
                if (!finding.advice().isEmpty()) {
                    out.println(" ".repeat(24) + finding.advice());
                }
            }
        }
        if (json) {
            out.println(list.toPrettyString());
        }
        boolean missing = findings.stream().anyMatch(finding -> finding.state() == MachineCheck.State.MISSING);
        return missing ? CommandFailure.FAILED : 0;
    }
}
