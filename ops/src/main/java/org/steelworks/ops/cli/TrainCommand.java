package org.steelworks.ops.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.ops.run.FolderRecipe;
import org.steelworks.ops.wiring.LocalNode;
import org.steelworks.ops.wiring.TrainJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel train}: a recipe on an embedded cluster of this machine. */
@Command(
        name = "train",
        description = "Train by a recipe on this machine: one node, N worker processes.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RECIPE", description = "Recipe file (YAML).")
    private Path recipe;

    @Option(names = "--dir", paramLabel = "D", description = "Folder of the run's files (default: ${DEFAULT-VALUE}).")
    private Path dir = Path.of("run");

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

    @Option(names = "--set", paramLabel = "a.b=c", description = "Override a key of the recipe; may be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--resume", description = "Go on with the run that is in the folder.")
    private boolean resume;

    @Option(names = "--port", paramLabel = "P", description = "Port of the dashboard (default: a free one).")
    private int port;

    @Override
    public Integer call() throws Exception {
        Recipe read = read();
        int slots = workers != null
                ? workers
                : Math.min(
                        read.spec().cluster().maxWorkers(), Runtime.getRuntime().availableProcessors());
        int kernelThreads = threads != null ? threads : read.spec().cluster().threadsPerWorker();
        Path folder = dir.toAbsolutePath().normalize();
        boolean there = Files.exists(folder.resolve("metrics.jsonl")) || Files.exists(folder.resolve("ledger.jsonl"));
        if (there && !resume) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    folder + " holds a run already: add --resume to go on with it, or name another folder with --dir");
        }
        String refusal = FolderRecipe.refusal(folder, read.resolvedYaml(), LocalNode.recipes());
        if (refusal != null) {
            throw new CommandFailure(CommandFailure.USAGE, refusal);
        }
        LocalNode.Options options = LocalNode.Options.embedded(folder.resolve("node"), slots, kernelThreads, port);
        NodeLog.into(options.dir());
        try (LocalNode node = LocalNode.start(options);
                StatusLine status = SteelMain.status(spec)) {
            spec.commandLine().getErr().println("Dashboard " + node.url() + ", token in " + node.tokenFile());
            TrainJob job = new TrainJob(node, read.resolvedYaml(), recipe.toString(), folder, slots);
            JobView end = job.run(new ConsoleProgress(status));
            return exitCode(end);
        }
    }

    private Integer exitCode(JobView end) {
        if (end.state() == JobState.SUCCEEDED) {
            spec.commandLine().getErr().println("Done: step " + end.step() + ", files in " + end.dir());
            return 0;
        }
        if (end.state() == JobState.STOPPED) {
            spec.commandLine().getErr().println("Stopped at step " + end.step() + "; go on with --resume");
            return 0;
        }
        throw new CommandFailure(CommandFailure.FAILED, "the run failed at step " + end.step() + ": " + end.reason());
    }

    private Recipe read() {
        List<String> overrides = new ArrayList<>(sets);
        if (workers != null) {
            overrides.add("cluster.workers.min=" + workers);
            overrides.add("cluster.workers.max=" + workers);
        }
        if (threads != null) {
            overrides.add("cluster.threads_per_worker=" + threads);
        }
        return RecipeOptions.training(RecipeOptions.read(recipe, overrides), recipe);
    }
}
