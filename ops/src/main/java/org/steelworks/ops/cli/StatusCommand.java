package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel status}. */
@Command(name = "status", description = "Show members, workers and jobs of a cluster.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        JsonNode status = cluster.client().status();
        if (json) {
            spec.commandLine().getOut().println(status.toPrettyString());
        } else {
            ClusterTable.status(status, spec.commandLine().getOut());
        }
        return 0;
    }
}
