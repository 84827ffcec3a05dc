package org.steelworks.ops.run;

import java.nio.file.Path;
import org.steelworks.core.id.RunId;
import org.steelworks.core.ledger.DataLedger;
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
 * @param data the data ledger
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
        DataLedger data,
        FeedPlan feed,
        int sequenceLength,
        int keepCheckpoints,
        long fence) {
    /** Tokens of one step. */
    public long stepTokens() {
        return (long) feed.globalBatch() * sequenceLength;
    }
}
