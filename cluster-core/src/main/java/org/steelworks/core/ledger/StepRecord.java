package org.steelworks.core.ledger;

import org.steelworks.core.digest.Digest128;

/**
 * One line of the step ledger: what a stable step computed. A function of recipe, data and step alone: no time, worker
 * or generation.
 *
 * @param step from 1
 * @param outcome whether the optimizer changed the weights
 * @param gradient digest of the reduced gradient over all buckets in order
 * @param weights digest of the weights after the step, or null where this step has none (it is taken every n steps)
 * @param firstSample first sample index of the step
 * @param endSample first sample index behind the step
 */
public record StepRecord(
        long step, Outcome outcome, Digest128 gradient, Digest128 weights, long firstSample, long endSample) {
    /** What became of a step. */
    public enum Outcome {
        APPLIED("applied"),
        SKIPPED("skipped");

        private final String key;

        Outcome(String key) {
            this.key = key;
        }

        /** The value in the ledger. */
        public String key() {
            return key;
        }
    }

    public StepRecord {
        if (step < 1) {
            throw new IllegalArgumentException("step is " + step + ", ledger steps count from 1");
        }
        if (firstSample < 0 || endSample < firstSample) {
            throw new IllegalArgumentException(
                    "step " + step + " has samples [" + firstSample + ", " + endSample + "), not a range");
        }
    }
}
