package org.steelworks.ops.run;

import java.nio.file.Path;
import org.steelworks.checkpoint.catalog.CheckpointLocation;
import org.steelworks.core.id.RunId;
import org.steelworks.core.spec.CheckpointSpec;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.data.feed.FeedPlan;

/**
 * What the files of a run must know.
 *
 * @param dir folder of the run
 * @param checkpoints folder of its checkpoints
 * @param resolvedRecipe text of {@code recipe.resolved.yaml}
 * @param recipeDigest of the recipe
 * @param tokenizerDigest of the tokenizer's files, or null where the run has none
 * @param data its shards and what is added to them
 * @param feed samples of each step
 * @param sequenceLength tokens a sequence feeds to the model
 * @param keepCheckpoints newest checkpoints kept
 * @param fence fencing number of the scheduler that started the run
 */
public record RunFolder(
        RunId run,
        Path dir,
        Path checkpoints,
        String resolvedRecipe,
        String recipeDigest,
        String tokenizerDigest,
        ModelSpec model,
        RunDataFile data,
        FeedPlan feed,
        int sequenceLength,
        int keepCheckpoints,
        long fence) {
    /** Name of the file with the recipe as it was resolved. */
    public static final String RECIPE = "recipe.resolved.yaml";

    /** Where a run in the folder {@code dir} keeps its checkpoints. */
    public static Path checkpoints(Path dir, CheckpointSpec spec) {
        return spec.dir() == null ? dir.resolve(CheckpointLocation.FOLDER) : Path.of(spec.dir());
    }

    /** Tokens of one step. */
    public long stepTokens() {
        return (long) feed.globalBatch() * sequenceLength;
    }
}
