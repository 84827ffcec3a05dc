package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel priority}. */
@Command(
        name = "priority",
        description = "Change the priority of a job: higher ones start first.",
        mixinStandardHelpOptions = true)
final class PriorityCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private String id;

    @Parameters(index = "1", paramLabel = "P", description = "The priority, a whole number.")
    private int priority;

    @Override
    public Integer call() throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("priority", priority);
        spec.commandLine()
                .getErr()
                .println("Job " + id + ": "
                        + cluster.client()
                                .change(id, "priority", body)
                                .path("state")
                                .asText());
        return 0;
    }
}
