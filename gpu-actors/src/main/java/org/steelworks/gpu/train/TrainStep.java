package org.steelworks.gpu.train;

import java.util.List;
import java.util.function.IntFunction;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.ValidationLosses;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.gpu.reduce.BucketReducer;
import org.steelworks.gpu.step.OutcomeRule;
import org.steelworks.gpu.step.Prepared;
import org.steelworks.gpu.step.StepScience;

/**
 * A training step by one worker, without a cluster: what every cluster computes, on one page. Used to verify a ledger
 * against a replay. Device thread only.
 */
public final class TrainStep {
    private final RunDevice device;
    private final StepScience science;
    private final OutcomeRule outcomes;
    private final int[] buckets;

    public TrainStep(RunDevice device, StepScience science) {
        this.device = device;
        this.science = science;
        this.outcomes = new OutcomeRule(science);
        this.buckets = device.memory().buckets().buckets().stream()
                .mapToInt(Bucket::ordinal)
                .toArray();
    }

    /** Loads the whole state of a base. */
    public void load(Base base) throws java.io.IOException {
        for (int bucket : buckets) {
            device.load(base, bucket, true);
        }
    }

    /**
     * Computes and applies one step; the update of a step that is not finite is left out.
     *
     * @param appliedBefore AdamW's step count before it
     * @param tokens of a leaf
     */
    public Decision run(long step, long appliedBefore, IntFunction<int[]> tokens) throws InterruptedException {
        LeafRange all = new LeafRange(0, science.leaves());
        LeafGradients leaves = device.compute(all, tokens, () -> false, RootListener.NONE);
        double[] squares = new double[buckets.length];
        Digest128[] digests = new Digest128[buckets.length];
        for (int bucket : buckets) {
            BucketReducer.Reduced reduced =
                    device.reduce(bucket, List.of(all), 0).orElseThrow();
            squares[bucket] = reduced.square();
            digests[bucket] = reduced.digest();
        }
        Prepared whole = new Prepared(
                step,
                buckets,
                squares,
                digests,
                0,
                leaves.losses(),
                leaves.targets(),
                new Digest128[0],
                ValidationLosses.NONE);
        Decision decision =
                outcomes.decide(step, appliedBefore, false, List.of(whole)).decision();
        if (!device.apply(decision, buckets).isEmpty()) {
            throw new IllegalStateException("step " + step + " lost a gradient of its own");
        }
        boolean due = step % science.weightsDigestEvery() == 0;
        return due ? decision.withWeightsDigest(science.digestFold().apply(device.digestWeights(buckets))) : decision;
    }
}
