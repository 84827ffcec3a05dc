package org.steelworks.ops.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.steelworks.ops.wiring.DataNode;
import org.steelworks.ops.wiring.LocalNode;
import org.steelworks.ops.wiring.NodeFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel node}: one node of a cluster of several, in the foreground. */
@Command(
        name = "node",
        description = "Start one node of a cluster, in the foreground; SIGTERM or Ctrl-C ends it in order.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "F sets keys of steel.*, for instance, for a node that cleans and feeds runs:",
            "",
            "  steel {",
            "    node { name = data-2, dir = data-2, host = 127.0.0.1, port = 7702, roles = [data] }",
            "    cluster.seed-nodes = [\"127.0.0.1:7701\"]   # control nodes, such as steel up --join-port 7701",
            "    data.threads = 4",
            "    data.copies = [{of = /corpus, at = /ssd/corpus}]   # where it has what recipes name, if elsewhere",
            "  }",
            "",
            "Roles: data cleans, and needs the inputs and outputs of jobs under the paths of all other nodes; it feeds"
                    + " runs whose shards it has; control runs jobs, API and dashboard; gpu has workers and is given"
                    + " together with control."
        })
final class NodeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "F", description = "Settings of the node (HOCON).")
    private Path file;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure(
                    CommandFailure.NOT_FOUND, "settings " + file + ": there is no such file; check the path");
        }
        NodeFile settings;
        try {
            settings = NodeFile.read(file);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, e.getMessage());
        }
        CompletableFuture<Integer> end = EndSignals.first();
        return settings.isControl() ? control(settings, end) : data(settings, end);
    }

    private int control(NodeFile settings, CompletableFuture<Integer> end)
            throws InterruptedException, ExecutionException {
        try (LocalNode node = LocalNode.start(settings.options())) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("Node    " + settings.described());
            out.println("Cluster " + node.url());
            out.println("Token   " + node.tokenFile());
            out.flush();
            return ended(end);
        }
    }

    private int data(NodeFile settings, CompletableFuture<Integer> end)
            throws InterruptedException, ExecutionException {
        try (DataNode node = DataNode.start(settings)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("Node    " + settings.described());
            out.flush();
            return ended(end);
        }
    }

    private int ended(CompletableFuture<Integer> end) throws InterruptedException, ExecutionException {
        int exitCode = end.get();
        if (!SteelMain.quiet(spec)) {
            spec.commandLine().getErr().println("Leaving the cluster; what is unfinished here is done elsewhere.");
        }
        return exitCode;
    }
}
