package org.steelworks.gpu.step;

import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;
import org.steelworks.core.digest.Digest128;

/**
 * What a run's recipe says about steps: the same at every member.
 *
 * @param leaves V
 * @param buckets number of buckets
 * @param perToken whether the loss of a leaf is a sum, and the step's loss its mean over all targets
 * @param gradClip largest gradient norm, 0 or less for no clipping
 * @param learningRate rate of a step, from 1
 * @param weightsDigestEvery steps between digests of the weights in the ledger
 * @param snapshotDue whether the state after a step is to be saved
 * @param validationDue whether the weights after a step are to be validated; step 0 are those that training begins with
 * @param validationBatches micro-batches of a validation
 * @param digestFold combines bucket digests in bucket order
 */
public record StepScience(
        int leaves,
        int buckets,
        boolean perToken,
        double gradClip,
        LongToDoubleFunction learningRate,
        int weightsDigestEvery,
        LongPredicate snapshotDue,
        LongPredicate validationDue,
        int validationBatches,
        Function<Digest128[], Digest128> digestFold) {}
