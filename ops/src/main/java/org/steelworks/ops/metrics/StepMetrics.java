package org.steelworks.ops.metrics;

import java.util.List;
import java.util.stream.Stream;

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
 * @param validationLossBefore the same of the weights before it; only the first step has it
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
        Double validationLoss,
        Double validationLossBefore) {

    /**
     * The validations of a run in the order of the steps: points of which the step and the validation loss alone count, that
     * of the weights before the first step at step 0.
     */
    public static List<StepMetrics> validations(List<StepMetrics> points) {
        return points.stream().flatMap(StepMetrics::validations).toList();
    }

    private Stream<StepMetrics> validations() {
        Stream<StepMetrics> before = validationLossBefore == null ? Stream.empty() : Stream.of(before());
        return Stream.concat(before, validationLoss == null ? Stream.empty() : Stream.of(this));
    }

    /** What is known of the weights before this step, as a point of its own. */
    StepMetrics before() {
        return new StepMetrics(
                step - 1,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                0,
                tokensTotal - tokens,
                Double.NaN,
                Double.NaN,
                null,
                workers,
                generation,
                validationLossBefore,
                null);
    }
}
