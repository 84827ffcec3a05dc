package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.steelworks.ops.bench.DataComparison;
import org.steelworks.ops.bench.TemporaryFolder;
import org.steelworks.ops.bench.TorchBaseline;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of every bench, and how it is run: in a folder of its own, with a report on the machine. */
final class BenchPairs {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--baseline", description = "Run the baseline too, alternately.")
    private boolean baseline;

    @Option(
            names = "--python",
            paramLabel = "PYTHON",
            description = "Interpreter with what bench/requirements.txt names (default: ${DEFAULT-VALUE}).")
    private String python = "python3";

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description = "Baseline script (default: the one in bench/ of this checkout).")
    private Path script;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            description = "Measure so often and take the median (default: ${DEFAULT-VALUE}).")
    private int pairs = 5;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** What one bench does in a folder of its own. */
    interface Measurement {
        ObjectNode run(Path folder) throws IOException;
    }

    static Path home() {
        return Path.of(System.getProperty("steel.home", ".")).toAbsolutePath();
    }

    int pairs() {
        return pairs;
    }

    /** The PyTorch baseline; null for none. */
    TorchBaseline torch() {
        return baseline ? new TorchBaseline(python, script("torch_baseline.py")) : null;
    }

    DataComparison.Tools dataTools() {
        return new DataComparison.Tools(home().resolve("steel"), baseline ? python : null, script("data_baseline.py"));
    }

    private Path script(String name) {
        return (script != null ? script : home().resolve("bench").resolve(name)).toAbsolutePath();
    }

    int measure(TorchBaseline torch, Measurement measurement) throws IOException {
        if (pairs < 1) {
            throw new CommandFailure(CommandFailure.USAGE, "--pairs " + pairs + ": at least one is measured");
        }
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            String version = torch == null ? null : torch.version(folder.path());
            ObjectNode report = measurement.run(folder.path());
            report.set("machine", BenchMachine.read(home()).toJson());
            if (version != null) {
                report.put("torch", version);
            }
            if (json) {
                spec.commandLine().getOut().println(report.toPrettyString());
            } else {
                BenchReport.print(report, spec.commandLine().getOut());
            }
        }
        return 0;
    }

    void progress(String line) {
        if (!SteelMain.quiet(spec)) {
            spec.commandLine().getErr().println(line);
            spec.commandLine().getErr().flush();
        }
    }
}
