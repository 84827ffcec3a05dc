package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.steelworks.core.recipe.Overrides;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.optim.LearningRateSchedule;
import org.steelworks.ops.run.FolderRecipe;
import org.steelworks.ops.run.RunFolder;
import org.steelworks.ops.wiring.LocalNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code steel continue}: more steps for a run that has done its own. Weights, moments, samples and learning rate go on where they
 * are; the decay of the learning rate ends where it would have ended.
 */
@Command(
        name = "continue",
        description = "Give a finished run more steps: it goes on from its last one, in its own folder.",
        mixinStandardHelpOptions = true)
final class ContinueCommand implements Callable<Integer> {
    private static final String STEPS_FORM = "\\+[1-9][0-9]{0,17}";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "D", description = "Folder of the run.")
    private Path dir;

    @Option(names = "--steps", required = true, paramLabel = "+N", description = "How many steps more.")
    private String steps;

    @Mixin
    private LocalTraining training;

    @Override
    public Integer call() throws Exception {
        if (!steps.matches(STEPS_FORM)) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "--steps is '" + steps + "': write +N, how many steps more than the run has");
        }
        Path folder = dir.toAbsolutePath().normalize();
        Path recorded = folder.resolve(RunFolder.RECIPE);
        if (!Files.isRegularFile(recorded)) {
            throw new CommandFailure(
                    CommandFailure.NOT_FOUND,
                    folder + " holds no run: there is no " + RunFolder.RECIPE + "; name the --dir of a training run");
        }
        TrainSpec finished = read(recorded, List.of()).spec().train();
        requireFinished(folder, recorded, finished.steps());
        long last = Math.addExact(finished.steps(), Long.parseLong(steps.substring(1)));
        Recipe longer = read(recorded, List.of("train.steps=" + last));
        warnWithoutRate(longer.spec().train(), finished.steps());
        List<String> overrides = new ArrayList<>(List.of("train.steps=" + last));
        overrides.addAll(training.overrides());
        Recipe recipe = read(recorded, overrides);
        FolderRecipe.replace(folder, longer.resolvedYaml());
        return training.run(spec, recipe, recorded.toString(), folder);
    }

    /** The record alone counts: a variable that is set today was not the run's. */
    private static Recipe read(Path recorded, List<String> overrides) {
        return RecipeOptions.training(LocalNode.recipes().read(recorded, new Overrides(overrides, Map.of())), recorded);
    }

    private static void requireFinished(Path folder, Path recorded, long steps) throws IOException {
        long done = FolderRecipe.steps(folder);
        if (done < steps) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "the run in " + folder + " has done " + done + " of its " + steps
                            + " steps: end it first with steel train " + recorded + " --dir " + folder + " --resume");
        }
    }

    private void warnWithoutRate(TrainSpec train, long done) {
        LearningRateSchedule schedule = LearningRateSchedule.of(train);
        boolean still = LongStream.range(done, train.steps()).allMatch(step -> schedule.rate(step) == 0);
        if (still) {
            spec.commandLine()
                    .getErr()
                    .println("The learning rate of all new steps is 0, they will change nothing: the "
                            + train.schedule().name().key() + " schedule ended at step "
                            + train.schedule().decaySteps() + " (train.schedule.decay_steps) with min_lr 0. A run that"
                            + " is to be continued needs a min_lr above 0, a constant schedule, or decay_steps beyond its"
                            + " steps from the beginning.");
        }
    }
}
