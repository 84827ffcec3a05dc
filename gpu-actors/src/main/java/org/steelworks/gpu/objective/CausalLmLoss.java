package org.steelworks.gpu.objective;

import org.steelworks.core.spec.TrainSpec;

/**
 * Cross-entropy of the next token: the sum over targets that are not the ignored id, divided by their number where the
 * loss is a mean over the micro-batch. A micro-batch without any target then has loss 0/0 = NaN and gradient 0, as in
 * the original.
 *
 * @param ignoreIndex target id without loss and gradient
 * @param normalize micro-batch: mean over the micro-batch's targets; token: the sum, for a caller who divides by the
 *     number of targets of the whole step
 * @param zLoss weight of the squared log-sum-exp of the logits
 * @param labelSmoothing share of the loss spread evenly over the vocabulary
 * @param logitScale factor of the logits
 */
public record CausalLmLoss(
        int ignoreIndex, TrainSpec.Loss.Normalize normalize, double zLoss, double labelSmoothing, double logitScale) {
    private static final int NOTHING_IGNORED = -1;

    public CausalLmLoss {
        if (!(zLoss >= 0) || !(labelSmoothing >= 0) || labelSmoothing >= 1 || !(logitScale > 0)) {
            throw new IllegalArgumentException("train.loss needs z_loss >= 0, label_smoothing in [0, 1) and logit_scale"
                    + " > 0, not z_loss " + zLoss + ", label_smoothing " + labelSmoothing + ", logit_scale "
                    + logitScale);
        }
    }

    public static CausalLmLoss of(TrainSpec train) {
        TrainSpec.Loss loss = train.loss();
        return new CausalLmLoss(
                train.ignoreIndex(), loss.normalize(), loss.zLoss(), loss.labelSmoothing(), loss.logitScale());
    }

    /** The mean over all targets of a micro-batch, of logits scaled as in training. */
    public static CausalLmLoss validation(TrainSpec train) {
        return new CausalLmLoss(
                NOTHING_IGNORED,
                TrainSpec.Loss.Normalize.MICRO_BATCH,
                0,
                0,
                train.loss().logitScale());
    }

    /** The plain mean over a micro-batch. */
    public static CausalLmLoss plain(int ignoreIndex) {
        return new CausalLmLoss(ignoreIndex, TrainSpec.Loss.Normalize.MICRO_BATCH, 0, 0, 1);
    }

    /** What each row's gradient is multiplied by, given the number of targets and the caller's factor. */
    public double rowFactor(long targets, double factor) {
        if (targets == 0) {
            return 0;
        }
        return normalize == TrainSpec.Loss.Normalize.TOKEN ? factor : factor / targets;
    }

    /** What the gradient of each of a leaf's {@code microBatches} is multiplied by. */
    public double microBatchShare(int microBatches) {
        return normalize == TrainSpec.Loss.Normalize.TOKEN ? 1 : 1.0 / microBatches;
    }

    /** A leaf's loss, given the sum of the values of its {@code microBatches}. */
    public double leafValue(double sum, int microBatches) {
        return normalize == TrainSpec.Loss.Normalize.TOKEN ? sum : sum / microBatches;
    }

    /** The micro-batch's loss, given the sum over its targets. */
    public double value(double sum, long targets) {
        return normalize == TrainSpec.Loss.Normalize.TOKEN ? sum : sum / targets;
    }
}
