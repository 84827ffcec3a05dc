package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel job}. */
@Command(name = "job", description = "Show one job: state, step, folder.", mixinStandardHelpOptions = true)
final class JobCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private String id;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        JsonNode job = cluster.client().job(id);
        if (json) {
            spec.commandLine().getOut().println(job.toPrettyString());
        } else {
            job.fields().forEachRemaining(field -> spec.commandLine()
                    .getOut()
                    .printf(
                            "%-18s %s%n",
                            field.getKey(),
                            field.getValue().isNull() ? "-" : field.getValue().asText()));
        }
        return 0;
    }
}
