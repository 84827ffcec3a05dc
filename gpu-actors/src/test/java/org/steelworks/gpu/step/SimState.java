package org.steelworks.gpu.step;

import org.steelworks.core.generation.Decision;

/** Weights and moments of all buckets, a number each. */
final class SimState {
    private final long[] weights;
    private final long[] moments;

    SimState(int buckets) {
        this(new long[buckets], new long[buckets]);
    }

    private SimState(long[] weights, long[] moments) {
        this.weights = weights;
        this.moments = moments;
    }

    SimState copy() {
        return new SimState(weights.clone(), moments.clone());
    }

    /** The weights themselves. */
    long[] weights() {
        return weights;
    }

    long weight(int bucket) {
        return weights[bucket];
    }

    long moment(int bucket) {
        return moments[bucket];
    }

    void set(int bucket, long weight, long moment) {
        weights[bucket] = weight;
        moments[bucket] = moment;
    }

    void setWeight(int bucket, long weight) {
        weights[bucket] = weight;
    }

    /** The optimizer: weights depend on the moment, so a stale moment gives another weight. */
    void update(int bucket, long reduced, Decision decision) {
        if (decision.apply()) {
            moments[bucket] = SimValues.mix(moments[bucket] * 7 + reduced);
            weights[bucket] = SimValues.mix(weights[bucket] * 5
                    + moments[bucket]
                    + Double.doubleToLongBits(decision.gradientScale() * decision.learningRate())
                    + decision.appliedSteps());
        }
    }

    boolean equals(SimState other, int bucket) {
        return weights[bucket] == other.weights[bucket] && moments[bucket] == other.moments[bucket];
    }
}
