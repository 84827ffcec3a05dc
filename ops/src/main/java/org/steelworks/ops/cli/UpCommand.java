package org.steelworks.ops.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.steelworks.ops.wiring.LocalNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel up}: a whole cluster on this machine, in the foreground. */
@Command(
        name = "up",
        description = "Start a cluster on this machine, in the foreground; Ctrl-C ends it. Started again with the same"
                + " folder, it goes on with its jobs.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    private static final int MOST_WORKERS_UNASKED = 4;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Worker processes (default: one per T cores, at most " + MOST_WORKERS_UNASKED + ").")
    private Integer workers;

    @Option(names = "--dir", paramLabel = "D", description = "Folder of the cluster (default: ${DEFAULT-VALUE}).")
    private Path dir = Path.of("steel-cluster");

    @Option(
            names = "--port",
            paramLabel = "P",
            description = "Port of API and dashboard, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port = 7600;

    @Option(
            names = "--join-port",
            paramLabel = "P",
            description = "Port of the control link at which nodes of steel node join; start the cluster again with the"
                    + " same one (default: a free one, for a cluster of this node alone).")
    private int joinPort;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Threads of a worker's kernels (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Option(names = "--no-save", description = "Leave the token in the user's config folder as it is.")
    private boolean noSave;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        int slots = workers != null ? workers : unasked();
        check("--workers", slots, 1, 1022);
        check("--threads", threads, 1, 1024);
        check("--port", port, 0, 65_535);
        check("--join-port", joinPort, 0, 65_535);
        CompletableFuture<Integer> end = EndSignals.first();
        Path folder = dir.toAbsolutePath().normalize().resolve("node");
        try (LocalNode node = LocalNode.start(
                new LocalNode.Options(folder, slots, threads, port, Map.of("steel.node.port", joinPort)))) {
            PrintWriter err = spec.commandLine().getErr();
            String told = noSave ? null : UserToken.save(node.tokenFile());
            if (told != null) {
                err.println(told);
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println("Cluster " + node.url());
            out.println("Token   " + node.tokenFile());
            if (joinPort != 0) {
                out.println("Nodes   join at 127.0.0.1:" + joinPort);
            }
            out.flush();
            if (!SteelMain.quiet(spec)) {
                err.println(slots + (slots == 1 ? " worker" : " workers") + ". Submit with: steel submit RECIPE"
                        + (port == 7600 ? "" : " --cluster " + node.url()) + ". Ctrl-C ends the cluster.");
            }
            int exitCode = end.get();
            err.println("Ending; jobs that run go on when the cluster is started again.");
            return exitCode;
        }
    }

    private int unasked() {
        return Math.max(
                1, Math.min(MOST_WORKERS_UNASKED, Runtime.getRuntime().availableProcessors() / Math.max(1, threads)));
    }

    private static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new CommandFailure(
                    CommandFailure.USAGE, option + " is " + value + ": give one from " + least + " to " + most);
        }
    }
}
