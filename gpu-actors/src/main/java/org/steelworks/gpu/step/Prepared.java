package org.steelworks.gpu.step;

import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.ValidationLosses;

/**
 * What a member says once it has the reduced gradient of every bucket it holds: its share of what all members need to
 * decide the step alike.
 *
 * @param step the step
 * @param buckets ordinals of the buckets it is primary of, ascending
 * @param squares per such bucket the sum of squares of the reduced gradient, fp64
 * @param digests per such bucket the digest of the reduced gradient
 * @param firstLeaf first leaf it computed
 * @param losses per leaf it computed, in leaf order
 * @param targets per such leaf, how many targets count
 * @param weightsDigests per such bucket the digest of the weights before this step, where the step before has a
 *     weights digest; else empty
 * @param validation its share of the validation of the weights before this step
 */
public record Prepared(
        long step,
        int[] buckets,
        double[] squares,
        Digest128[] digests,
        int firstLeaf,
        double[] losses,
        long[] targets,
        Digest128[] weightsDigests,
        ValidationLosses validation) {}
