package org.steelworks.ops.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
        try {
            new QuickstartRun(quickstart, new Screen(spec.commandLine().getErr())).run();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, e.getMessage(), e);
        }
        return 0;
    }

    /** One line that changes on a terminal, a line per 10 s otherwise. */
    private static final class Screen implements QuickstartConsole {
        private static final long QUIET_NS = 10_000_000_000L;
        private static final long TTY_NS = 150_000_000L;

        private final PrintWriter out;
        private final boolean tty = System.console() != null && System.getenv("TERM") != null;
        private long shownNs;
        private boolean open;

        Screen(PrintWriter out) {
            this.out = out;
        }

        @Override
        public synchronized void say(String line) {
            if (open) {
                out.print("\r\033[K");
                open = false;
            }
            out.println(line);
            out.flush();
        }

        @Override
        public synchronized void progress(String stage, double share, String detail) {
            long now = System.nanoTime();
            if (now - shownNs < (tty ? TTY_NS : QUIET_NS)) {
                return;
            }
            shownNs = now;
            String line = String.format("%-7s %3.0f %%  %s", stage, 100 * share, detail);
            if (tty) {
                out.print("\r\033[K" + line);
                open = true;
            } else {
                out.println(line);
            }
            out.flush();
        }
    }
}
