package org.steelworks.gpu.plan;

import org.steelworks.core.model.FlatVector;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.model.VectorKind;
import org.steelworks.core.spec.TrainSpec;

/**
 * Bytes that one worker needs on a device with memory of its own, by part; its libraries and what its allocator cannot fill come
 * on top.
 *
 * @param weights what forward and backward read
 * @param gradients the leaf in work and the partial sums of the leaf tree
 * @param activations of one micro-batch, at their peak
 */
public record DevicePlan(long weights, long gradients, long activations) {
    private static final int FP32 = 4;
    private static final int BF16 = 2;

    /**
     * @param workers that share the leaves
     * @param length positions of a sequence
     * @param headChunkRows rows of logits that exist at a time
     */
    public static DevicePlan of(ParameterTable table, TrainSpec train, int workers, int length, int headChunkRows) {
        int matmul = train.precision() == TrainSpec.Precision.BF16_MIXED ? BF16 : FP32;
        long weights = 0;
        for (FlatVector vector : table.vectors()) {
            weights += vector.length() * (vector.kind() == VectorKind.MATMUL ? matmul : FP32);
        }
        long leaves = (train.leaves() + (long) workers - 1) / workers;
        long gradients = table.elements() * FP32 * (1 + MemoryPlan.partialSums(leaves));
        return new DevicePlan(
                weights, gradients, new ActivationPlan(table.spec(), train, length, headChunkRows, false).peak());
    }

    /** All parts. */
    public long total() {
        return weights + gradients + activations;
    }
}
