package org.steelworks.eval.model;

import org.steelworks.gpu.tensor.Placement;

/**
 * What a model computes on. Results of different devices, and of different thread counts of the processor, differ in the last
 * bits.
 *
 * @param placement of its tensors
 * @param threads of the processor's kernels
 */
public record ModelDevice(Placement placement, int threads) {
    public ModelDevice {
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads + " must be at least 1");
        }
    }

    /** The processor. */
    public static ModelDevice cpu(int threads) {
        return new ModelDevice(Placement.HOST, threads);
    }

    /** Names it where results of another one are not taken for its own. */
    public String identity() {
        return placement == Placement.HOST ? Integer.toString(threads) : placement.device() + ":" + threads;
    }
}
