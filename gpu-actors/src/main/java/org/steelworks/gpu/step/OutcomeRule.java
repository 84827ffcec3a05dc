package org.steelworks.gpu.step;

import java.util.Arrays;
import java.util.List;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Decision;

/**
 * The outcome of a step from all members' Prepared frames. Losses are added in leaf order, sums of squares in bucket
 * order, so that the number of members changes nothing.
 */
public final class OutcomeRule {
    /** PyTorch's guard in the clip coefficient: min(1, max / (norm + 1e-6)). */
    private static final double CLIP_EPSILON = 1e-6;

    /**
     * What follows from a step's Prepared frames.
     *
     * @param decision the decision; also present when not finite, for its digest
     * @param finite whether loss and gradient are finite
     * @param reason what is not finite
     */
    public record Outcome(Decision decision, boolean finite, String reason) {}

    private final StepScience science;

    public OutcomeRule(StepScience science) {
        this.science = science;
    }

    /**
     * Decides a step.
     *
     * @param appliedBefore AdamW's step count before it
     * @param skip whether the step's update is to be left out
     * @param prepared one share per member; together they cover buckets and leaves once
     */
    public Outcome decide(long step, long appliedBefore, boolean skip, List<Prepared> prepared) {
        double[] losses = new double[science.leaves()];
        long targets = 0;
        double[] squares = new double[science.buckets()];
        Digest128[] parts = new Digest128[science.buckets()];
        for (Prepared share : prepared) {
            System.arraycopy(share.losses(), 0, losses, share.firstLeaf(), share.losses().length);
            targets += Arrays.stream(share.targets()).sum();
            for (int i = 0; i < share.buckets().length; i++) {
                squares[share.buckets()[i]] = share.squares()[i];
                parts[share.buckets()[i]] = share.digests()[i];
            }
        }
        double loss = 0;
        for (double leafLoss : losses) {
            loss += leafLoss;
        }
        // The reduced gradient is the mean over leaves. Where leaves are sums, the gradient of the mean over targets is
        // that times leaves / targets.
        double divisor = science.perToken() ? targets : science.leaves();
        loss /= divisor;
        double toMean = science.leaves() / divisor;
        double square = 0;
        for (double bucketSquare : squares) {
            square += bucketSquare;
        }
        double norm = StrictMath.sqrt(square) * toMean;
        boolean finite = Double.isFinite(loss) && Double.isFinite(norm);
        double clip = science.gradClip() > 0 ? Math.min(1.0, science.gradClip() / (norm + CLIP_EPSILON)) : 1.0;
        boolean apply = finite && !skip;
        Decision decision = new Decision(
                step,
                apply,
                apply ? appliedBefore + 1 : appliedBefore,
                loss,
                norm,
                clip * toMean,
                science.learningRate().applyAsDouble(step),
                science.digestFold().apply(parts),
                null,
                null,
                null);
        String reason = Double.isFinite(loss) ? "gradient norm " + norm : "loss " + loss;
        return new Outcome(decision, finite, reason);
    }

    /** The digest of the weights before the step of {@code prepared}, or null where they carry none. */
    Digest128 weightsDigest(List<Prepared> prepared) {
        Digest128[] parts = new Digest128[science.buckets()];
        for (Prepared share : prepared) {
            if (share.weightsDigests().length != share.buckets().length) {
                return null;
            }
            for (int i = 0; i < share.buckets().length; i++) {
                parts[share.buckets()[i]] = share.weightsDigests()[i];
            }
        }
        return science.digestFold().apply(parts);
    }
}
