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
import org.steelworks.core.recipe.Overrides;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.spec.RunKind;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.ops.run.FolderRecipe;
import org.steelworks.ops.run.RunDataFile;
import org.steelworks.ops.run.RunFolder;

/** Adds data to runs that are not going on; they come in when those go on. */
public final class StoppedRunData {
    private StoppedRunData() {}

    /** Adds shards to a job without a run, on the blocking dispatcher, answers, and ends. */
    static Behavior<Void> adding(DataRequest request) {
        return Behaviors.<Object>setup(context -> {
                    Executor blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
                    CompletionStage<Addition> adding = CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    List<Path> paths = request.asked().paths().stream()
                                            .map(Path::of)
                                            .toList();
                                    Files.createDirectories(request.dir());
                                    return add(
                                            request.recipe(),
                                            request.dir(),
                                            paths,
                                            request.asked().set());
                                } catch (IOException e) {
                                    throw new CompletionException(e);
                                }
                            },
                            blocking);
                    context.pipeToSelf(adding, (added, failure) -> failure == null ? added : failure);
                    return Behaviors.receiveMessage(end -> {
                        request.asked().replyTo().tell(answer(request, end));
                        return Behaviors.stopped();
                    });
                })
                .narrow();
    }

    private static JobAnswer answer(DataRequest request, Object end) {
        return end instanceof Addition added
                ? DataAnswers.added(request.job(), added)
                : DataAnswers.refused((Throwable) end);
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
        Path recipe = dir.resolve(RunFolder.RECIPE);
        if (!Files.isRegularFile(recipe)) {
            throw new NoSuchFileException(
                    recipe + ": there is no such file; give the folder of a training run, the --dir of its train");
        }
        return add(LocalNode.recipes().read(recipe, new Overrides(List.of(), Map.of())), dir, paths, set);
    }

    private static Addition add(Recipe recipe, Path dir, List<Path> paths, String set) throws IOException {
        RunSpec spec = recipe.spec();
        if (spec.kind() != RunKind.PRETRAIN) {
            throw new IOException(dir + " is of kind " + spec.kind().key() + ": only training takes more data");
        }
        RunDataFile data = known(recipe, dir);
        try (AddedShards added = AddedShards.open(spec, data, paths, set)) {
            data.addToStopped(added.addition());
            return added.addition();
        }
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
