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

/** {@code steel stop}. */
@Command(
        name = "stop",
        description = "Stop a job; its last step is kept, resume goes on there.",
        mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private String id;

    @Override
    public Integer call() throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        spec.commandLine()
                .getErr()
                .println("Job " + id + ": "
                        + cluster.client()
                                .change(id, "stop", body)
                                .path("state")
                                .asText());
        return 0;
    }
}
