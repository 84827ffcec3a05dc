package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel scale}. */
@Command(
        name = "scale",
        description = "Change how many workers a job has, while it runs.",
        mixinStandardHelpOptions = true)
final class ScaleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private String id;

    @Option(names = "--workers", paramLabel = "N", required = true, description = "Workers.")
    private int workers;

    @Override
    public Integer call() throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("workers", workers);
        spec.commandLine()
                .getErr()
                .println("Job " + id + ": "
                        + cluster.client()
                                .change(id, "scale", body)
                                .path("state")
                                .asText());
        return 0;
    }
}
