package org.steelworks.ops.metrics;

/**
 * One stable step, as {@code metrics.jsonl} has it.
 *
 * @param step from 1
 * @param loss mean over the step's leaves
 * @param gradNorm norm before clipping
 * @param lr learning rate
 * @param tokens of this step
 * @param tokensTotal of all steps up to this one
 * @param seconds the step took
 * @param tokensPerSecond of this step
 * @param mfu share of the device's peak that the model's arithmetic used, null where the peak is unknown
 * @param workers that took part
 * @param generation in which it became stable
 * @param validationLoss mean loss of the weights after it on the validation sets, null where they were not validated
 */
public record StepMetrics(
        long step,
        double loss,
        double gradNorm,
        double lr,
        long tokens,
        long tokensTotal,
        double seconds,
        double tokensPerSecond,
        Double mfu,
        int workers,
        long generation,
        Double validationLoss) {}
