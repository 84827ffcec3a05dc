package org.steelworks.ops.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel logs}. */
@Command(name = "logs", description = "Print a job's log.", mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private String id;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the job has ended, through lost connections too.")
    private boolean follow;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LogFollower log = new LogFollower(
                cluster.client(),
                id,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        if (follow) {
            log.follow();
        } else {
            log.once();
        }
        return 0;
    }
}
