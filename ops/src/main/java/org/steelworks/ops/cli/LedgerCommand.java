package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.steelworks.ops.wiring.LedgerReplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel ledger}: whether a run's steps are what its ledger says. */
@Command(
        name = "ledger",
        description = "Verify the ledger of a run: its steps are computed again and compared.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(verify)")
final class LedgerCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with the ledger: verify");
    }

    @Command(
            name = "verify",
            description = "Compute steps again, from the newest checkpoint before them, and compare gradient digest,"
                    + " outcome, weights digest and samples with the ledger; ends with 1 where a step differs.",
            mixinStandardHelpOptions = true)
    int verify(
            @Parameters(paramLabel = "DIR", description = "Folder of a run, the --dir of its train.") Path dir,
            @Option(names = "--from", paramLabel = "S", description = "First step (default: 1).") Long from,
            @Option(names = "--to", paramLabel = "S", description = "Last step (default: the ledger's newest).")
                    Long to)
            throws IOException {
        LedgerReplay.Verdict verdict;
        try (ProgressLine progress = SteelMain.progress(spec, "computing")) {
            verdict = LedgerReplay.verify(dir, from == null ? 1 : from, to, new LedgerReplay.Listener() {
                @Override
                public void note(String sentence) {
                    spec.commandLine().getErr().println(sentence);
                }

                @Override
                public void computed(long done, long total) {
                    progress.show(done, total, done + "/" + total + " steps");
                }
            });
        }
        if (verdict.difference() != null) {
            throw new CommandFailure(CommandFailure.FAILED, dir + ": " + verdict.difference());
        }
        spec.commandLine()
                .getOut()
                .println("steps " + verdict.from() + " to " + verdict.to() + " repeat the ledger, computed from step "
                        + verdict.base());
        return 0;
    }
}
