package org.steelworks.data.feed;

/**
 * Which samples a step and each of its leaves consist of: a function of the recipe's batch shape alone, not of workers.
 * Step s (from 1) takes the samples (s-1)·globalBatch … s·globalBatch - 1; leaf v of it the v-th run of
 * microBatch·accumulate among them, in order.
 *
 * @param globalBatch sequences of a step
 * @param microBatch sequences of a forward and backward call
 * @param accumulate micro-batches summed inside a leaf
 */
public record FeedPlan(int globalBatch, int microBatch, int accumulate) {

    public FeedPlan {
        if (globalBatch < 1 || microBatch < 1 || accumulate < 1) {
            throw new IllegalArgumentException(
                    "train.global_batch, train.micro_batch and train.accumulate are at least 1," + " got " + globalBatch
                            + ", " + microBatch + " and " + accumulate);
        }
        if (globalBatch % Math.multiplyExact(microBatch, accumulate) != 0) {
            throw new IllegalArgumentException("train.global_batch " + globalBatch
                    + " is not a multiple of micro_batch × accumulate = " + microBatch + " × " + accumulate
                    + ": a step must be a whole number of leaves");
        }
    }

    /** Sequences of a leaf. */
    public int leafSamples() {
        return microBatch * accumulate;
    }

    /** Leaves of a step. */
    public int leaves() {
        return globalBatch / leafSamples();
    }

    /** All samples of a step, counted from 1. */
    public SampleRange step(long step) {
        checkStep(step);
        return new SampleRange(Math.multiplyExact(step - 1, (long) globalBatch), globalBatch);
    }

    /** The samples of one leaf, 0 to {@link #leaves} - 1. */
    public SampleRange leaf(long step, int leaf) {
        if (leaf < 0 || leaf >= leaves()) {
            throw new IllegalArgumentException("leaf " + leaf + " is not one of a step's " + leaves());
        }
        return new SampleRange(step(step).first() + (long) leaf * leafSamples(), leafSamples());
    }

    /** The samples of one micro-batch of a leaf, 0 to accumulate - 1. */
    public SampleRange microBatch(long step, int leaf, int index) {
        if (index < 0 || index >= accumulate) {
            throw new IllegalArgumentException("micro-batch " + index + " is not one of a leaf's " + accumulate);
        }
        return new SampleRange(leaf(step, leaf).first() + (long) index * microBatch, microBatch);
    }

    /** The next sample index once {@code stepsDone} steps are done: the part of the data state beside the ledger. */
    public long nextSample(long stepsDone) {
        return Math.multiplyExact(stepsDone, (long) globalBatch);
    }

    private static void checkStep(long step) {
        if (step < 1) {
            throw new IllegalArgumentException("steps count from 1, got " + step);
        }
    }
}
