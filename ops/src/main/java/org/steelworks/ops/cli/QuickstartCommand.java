package org.steelworks.ops.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.steelworks.ops.quickstart.FittedLine;
import org.steelworks.ops.quickstart.QuickstartConsole;
import org.steelworks.ops.quickstart.QuickstartRun;
import org.steelworks.ops.quickstart.QuickstartSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel quickstart}. */
@Command(
        name = "quickstart",
        description = "The whole product on a bundled corpus: raw files to an evaluated model, with a worker killed on"
                + " the way and recovered. Under three minutes.",
        mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--dir", paramLabel = "D", description = "Folder for everything (default: ${DEFAULT-VALUE}).")
    private Path dir = Path.of("quickstart");

    @Option(names = "--workers", paramLabel = "N", description = "Worker processes (default: ${DEFAULT-VALUE}).")
    private int workers = 2;

    @Option(names = "--kills", paramLabel = "K", description = "Workers killed on the way (default: ${DEFAULT-VALUE}).")
    private int kills = 1;

    @Option(names = "--resume", description = "Go on with an interrupted quickstart.")
    private boolean resume;

    @Option(names = "--port", paramLabel = "P", description = "Port of the dashboard (default: a free one).")
    private int port;

    @Override
    public Integer call() throws Exception {
        QuickstartSpec quickstart;
        try {
            quickstart = new QuickstartSpec(dir, workers, kills, resume, port);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, e.getMessage(), e);
        }
        try (StatusLine status = SteelMain.status(spec)) {
            new QuickstartRun(quickstart, new Screen(status)).run();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, e.getMessage(), e);
        }
        return 0;
    }

    private static final class Screen implements QuickstartConsole {
        private final StatusLine status;

        Screen(StatusLine status) {
            this.status = status;
        }

        @Override
        public void starts(Path node) {
            NodeLog.into(node);
        }

        @Override
        public void say(String line) {
            status.say(line);
        }

        @Override
        public void progress(String stage, double share, FittedLine detail) {
            status.show(() -> new FittedLine()
                    .add(String.format(Locale.ROOT, "%-7s %3.0f %%", stage, 100 * share))
                    .add(detail));
        }
    }
}
