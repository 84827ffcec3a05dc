package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.steelworks.core.id.RunId;
import org.steelworks.core.job.DataRequest;
import org.steelworks.core.job.JobAnswer;
import org.steelworks.core.job.RunCommand;
import org.steelworks.core.recipe.Overrides;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.spec.RunKind;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.growth.MixtureChange;
import org.steelworks.ops.run.FolderRecipe;
import org.steelworks.ops.run.RunDataFile;
import org.steelworks.ops.run.RunFolder;

/** Changes the data of runs that are not going on; that comes in when they go on. */
public final class StoppedRunData {
    private StoppedRunData() {}

    /** Changes the data of a job without a run, on the blocking dispatcher, answers, and ends. */
    static Behavior<Void> changing(DataRequest request) {
        return Behaviors.<Object>setup(context -> {
                    Executor blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
                    CompletionStage<JobAnswer> changing = CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return changed(request);
                                } catch (IOException e) {
                                    throw new CompletionException(e);
                                }
                            },
                            blocking);
                    context.pipeToSelf(
                            changing, (answer, failure) -> failure == null ? answer : DataAnswers.refused(failure));
                    return Behaviors.receiveMessage(answer -> {
                        request.asked().replyTo().tell((JobAnswer) answer);
                        return Behaviors.stopped();
                    });
                })
                .narrow();
    }

    private static JobAnswer changed(DataRequest request) throws IOException {
        Files.createDirectories(request.dir());
        if (request.asked() instanceof RunCommand.MixData mix) {
            return DataAnswers.mixed(request.job(), mix(request.recipe(), request.dir(), mix.weights()));
        }
        RunCommand.AddData add = (RunCommand.AddData) request.asked();
        List<Path> paths = add.paths().stream().map(Path::of).toList();
        return DataAnswers.added(request.job(), add(request.recipe(), request.dir(), paths, add.set()));
    }

    /**
     * Adds shards to a run of {@code train} or {@code quickstart} that is not going on.
     *
     * @param dir folder of the run
     * @param paths absolute shard files or folders of them
     * @param set which shard set they are for: its number from 0, or its absolute path; null where the run has only one
     * @throws NoSuchFileException where the folder holds no run
     * @throws IOException naming what cannot be added and why, or who works in the folder
     */
    public static Addition add(Path dir, List<Path> paths, String set) throws IOException {
        return add(recipe(dir), dir, paths, set);
    }

    /**
     * Gives the sets of a run of {@code train} or {@code quickstart} that is not going on other weights.
     *
     * @param dir folder of the run
     * @param weights by number of a set, or its absolute path; one that is not named keeps its weight
     * @throws NoSuchFileException where the folder holds no run
     * @throws IOException saying why the run cannot take them, or who works in the folder
     */
    public static MixtureChange mix(Path dir, Map<String, Double> weights) throws IOException {
        return mix(recipe(dir), dir, weights);
    }

    private static Recipe recipe(Path dir) throws IOException {
        Path recipe = dir.resolve(RunFolder.RECIPE);
        if (!Files.isRegularFile(recipe)) {
            throw new NoSuchFileException(
                    recipe + ": there is no such file; give the folder of a training run, the --dir of its train");
        }
        return LocalNode.recipes().read(recipe, new Overrides(List.of(), Map.of()));
    }

    private static Addition add(Recipe recipe, Path dir, List<Path> paths, String set) throws IOException {
        RunSpec spec = training(recipe, dir);
        RunDataFile data = known(recipe, dir);
        try (AddedShards added = AddedShards.open(spec, data, paths, set)) {
            data.addToStopped(added.addition());
            return added.addition();
        }
    }

    private static MixtureChange mix(Recipe recipe, Path dir, Map<String, Double> weights) throws IOException {
        Map<Integer, Double> asked = AskedWeights.of(training(recipe, dir), weights);
        return known(recipe, dir).mixStopped(asked);
    }

    private static RunSpec training(Recipe recipe, Path dir) throws IOException {
        RunSpec spec = recipe.spec();
        if (spec.kind() != RunKind.PRETRAIN) {
            throw new IOException(dir + " is of kind " + spec.kind().key() + ": only training has data to change");
        }
        return spec;
    }

    private static RunDataFile known(Recipe recipe, Path dir) throws IOException {
        RunSpec spec = recipe.spec();
        DataRecord record = RunDataFile.read(dir);
        if (record != null) {
            return RunDataFile.of(dir, DataBook.weights(spec), spec.train().globalBatch(), record);
        }
        try (RunData opened = RunData.open(spec, dir)) {
            FolderRecipe.requireSame(opened.folder(new RunId("stopped"), dir, recipe, 0), LocalNode.recipes());
            return opened.record();
        }
    }
}
