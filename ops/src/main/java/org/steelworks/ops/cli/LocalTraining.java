package org.steelworks.ops.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.kernel.DeviceSettings;
import org.steelworks.gpu.kernel.DeviceThread;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceMissingException;
import org.steelworks.gpu.tensor.Placement;
import org.steelworks.ops.process.CudaDevices;
import org.steelworks.ops.run.FolderRecipe;
import org.steelworks.ops.wiring.LocalNode;
import org.steelworks.ops.wiring.TrainJob;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Training on an embedded cluster of this machine, followed on the console. */
final class LocalTraining {
    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Worker processes (default: the recipe's maximum, at most the machine's cores).")
    private Integer workers;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Threads of a worker's kernels; part of the fingerprint.")
    private Integer threads;

    @Option(names = "--port", paramLabel = "P", description = "Port of the dashboard (default: a free one).")
    private int port;

    /** What the options change in the recipe. */
    List<String> overrides() {
        List<String> overrides = new ArrayList<>();
        if (workers != null) {
            overrides.add("cluster.workers.min=" + workers);
            overrides.add("cluster.workers.max=" + workers);
        }
        if (threads != null) {
            overrides.add("cluster.threads_per_worker=" + threads);
        }
        return overrides;
    }

    /** Whether a folder has steps of a run. */
    static boolean holdsRun(Path folder) {
        return Files.exists(folder.resolve("metrics.jsonl")) || Files.exists(folder.resolve("ledger.jsonl"));
    }

    /**
     * Runs a recipe to its end.
     *
     * @param recipe with the {@link #overrides}
     * @param name what to call it
     * @param folder of the run's files; absolute
     * @return exit code
     * @throws CommandFailure when the folder holds another run, or the run fails
     * @throws DeviceMissingException when this machine has no device as the recipe wants
     */
    int run(CommandSpec command, Recipe recipe, String name, Path folder) throws Exception {
        String refusal = FolderRecipe.refusal(folder, recipe.resolvedYaml(), LocalNode.recipes());
        if (refusal != null) {
            throw new CommandFailure(CommandFailure.USAGE, refusal);
        }
        requireDevice(recipe.spec().train().device());
        int slots = workers != null ? workers : Math.min(recipe.spec().cluster().maxWorkers(), devices(recipe));
        int kernelThreads = threads != null ? threads : recipe.spec().cluster().threadsPerWorker();
        LocalNode.Options options = LocalNode.Options.embedded(folder.resolve("node"), slots, kernelThreads, port);
        NodeLog.into(options.dir());
        try (LocalNode node = LocalNode.start(options);
                StatusLine status = SteelMain.status(command)) {
            command.commandLine().getErr().println("Dashboard " + node.url() + ", token in " + node.tokenFile());
            TrainJob job = new TrainJob(
                    node, recipe.resolvedYaml(), recipe.spec().train().steps(), name, folder, slots);
            return exitCode(command, job.run(new ConsoleProgress(status)));
        }
    }

    /** As many workers as this machine has devices for: cores, or NVIDIA devices, of which each gets its own. */
    private static int devices(Recipe recipe) {
        return recipe.spec().train().device() == TrainSpec.Device.CUDA
                ? Math.max(1, CudaDevices.here().names().size())
                : Runtime.getRuntime().availableProcessors();
    }

    /** On a machine without the wanted device workers would be refused, and others waited for, which do not come here. */
    private static void requireDevice(TrainSpec.Device device) {
        if (device != TrainSpec.Device.CPU) {
            try (DeviceThread thread = DeviceThread.start(DeviceSettings.DEFAULT)) {
                thread.call("look for the device", () -> {
                    KernelLibrary.open(Placement.of(device)).close();
                    return null;
                });
            }
        }
    }

    private static int exitCode(CommandSpec command, JobView end) {
        if (end.state() == JobState.SUCCEEDED) {
            command.commandLine().getErr().println("Done: step " + end.step() + ", files in " + end.dir());
            return 0;
        }
        if (end.state() == JobState.STOPPED) {
            command.commandLine().getErr().println("Stopped at step " + end.step() + "; go on with --resume");
            return 0;
        }
        throw new CommandFailure(CommandFailure.FAILED, "the run failed at step " + end.step() + ": " + end.reason());
    }
}
