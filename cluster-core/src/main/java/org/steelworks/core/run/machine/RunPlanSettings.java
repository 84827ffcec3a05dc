package org.steelworks.core.run.machine;

import java.util.function.Function;
import java.util.function.LongPredicate;
import org.steelworks.core.digest.Digest128;

/**
 * What a coordinator must know of a run's recipe.
 *
 * @param leaves V
 * @param bucketElements size of each bucket
 * @param minWorkers the run starts once so many workers are there
 * @param maxWorkers it takes no more
 * @param replicas wanted holders per bucket
 * @param lastStep steps of the recipe
 * @param weightsDigestEvery steps between digests of the weights
 * @param skipNonFinite whether a step that is not finite twice is skipped instead of ending the run
 * @param snapshotDue whether the state after a step is to be saved
 * @param digestFold combines bucket digests in bucket order
 */
public record RunPlanSettings(
        int leaves,
        int[] bucketElements,
        int minWorkers,
        int maxWorkers,
        int replicas,
        long lastStep,
        int weightsDigestEvery,
        boolean skipNonFinite,
        LongPredicate snapshotDue,
        Function<Digest128[], Digest128> digestFold) {
    /** Steps between digests of the weights, in every run: the ledger of a run does not depend on who wrote it. */
    public static final int WEIGHTS_DIGEST_EVERY = 10;
}
