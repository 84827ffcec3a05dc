package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel jobs}. */
@Command(name = "jobs", description = "List the jobs of a cluster.", mixinStandardHelpOptions = true)
final class JobsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<JsonNode> jobs = cluster.client().jobs();
        if (json) {
            var body = JsonNodeFactory.instance.objectNode();
            body.putArray("jobs").addAll(jobs);
            spec.commandLine().getOut().println(body.toPrettyString());
        } else {
            ClusterTable.jobs(jobs, spec.commandLine().getOut());
        }
        return 0;
    }
}
