package org.steelworks.core.generation;

import org.steelworks.core.digest.Digest128;

/**
 * The outcome of one step: the same at every member, because each computes it from the same Prepared frames.
 *
 * @param step from 1
 * @param apply whether the weights change; false where the recipe skips a step that is not finite
 * @param appliedSteps AdamW's step count after this step
 * @param loss mean over the step's leaves, or over its targets where the recipe normalises per token; added in leaf order
 * @param gradNorm Euclidean norm of the gradient of {@code loss} before clipping
 * @param gradientScale factor on the reduced gradient: clipping, and leaves to targets where the loss is a mean over
 *     targets
 * @param learningRate rate of this step
 * @param gradientDigest over the bucket digests of the reduced gradient, in bucket order
 * @param weightsDigest over the bucket digests of the weights after the step, or null where this step has none
 * @param validationLoss mean loss of the weights after the step on the validation sets, or null where they were not
 *     validated
 * @param validationLossBefore the same of the weights before the step; the first step alone has it, where the run validates
 */
public record Decision(
        long step,
        boolean apply,
        long appliedSteps,
        double loss,
        double gradNorm,
        double gradientScale,
        double learningRate,
        Digest128 gradientDigest,
        Digest128 weightsDigest,
        Double validationLoss,
        Double validationLossBefore) {

    /** Of two members' words on one step the one of the member that has decided the step after it, if one has. */
    public static Decision fuller(Decision a, Decision b) {
        return a.weightsDigest != null || a.validationLoss != null ? a : b;
    }

    /** The same decision with the digest of the weights it led to. */
    public Decision withWeightsDigest(Digest128 digest) {
        return new Decision(
                step,
                apply,
                appliedSteps,
                loss,
                gradNorm,
                gradientScale,
                learningRate,
                gradientDigest,
                digest,
                validationLoss,
                validationLossBefore);
    }

    /** The same decision with what the weights it led to were found to be worth. */
    public Decision withValidationLoss(Double mean) {
        return new Decision(
                step,
                apply,
                appliedSteps,
                loss,
                gradNorm,
                gradientScale,
                learningRate,
                gradientDigest,
                weightsDigest,
                mean,
                validationLossBefore);
    }

    /** The same decision with what the weights before it were found to be worth. */
    public Decision withValidationLossBefore(Double mean) {
        return new Decision(
                step,
                apply,
                appliedSteps,
                loss,
                gradNorm,
                gradientScale,
                learningRate,
                gradientDigest,
                weightsDigest,
                validationLoss,
                mean);
    }
}
