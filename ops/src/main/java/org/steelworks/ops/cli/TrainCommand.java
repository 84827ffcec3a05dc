package org.steelworks.ops.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.steelworks.core.recipe.Recipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Option(names = "--set", paramLabel = "a.b=c", description = "Override a key of the recipe; may be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--resume", description = "Go on with the run that is in the folder.")
    private boolean resume;

    @Mixin
    private LocalTraining training;

    @Override
    public Integer call() throws Exception {
        List<String> overrides = new ArrayList<>(sets);
        overrides.addAll(training.overrides());
        Recipe read = RecipeOptions.training(RecipeOptions.read(recipe, overrides), recipe);
        Path folder = dir.toAbsolutePath().normalize();
        if (LocalTraining.holdsRun(folder) && !resume) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    folder + " holds a run already: add --resume to go on with it, or name another folder with --dir");
        }
        return training.run(spec, read, recipe.toString(), folder);
    }
}
