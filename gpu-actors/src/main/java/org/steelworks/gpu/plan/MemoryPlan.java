package org.steelworks.gpu.plan;

import org.steelworks.core.model.FlatVector;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.model.VectorKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;

/**
 * Bytes that one worker needs, by part. Weights, moments and gradients are exact; activations are an estimate: the
 * tensors that a layer's backward pass keeps, plus the head's chunk.
 *
 * @param masterWeights fp32 weights of the buckets it holds
 * @param computeWeights what forward and backward read and what is not a master already
 * @param gradients the leaf in work and the partial sums of the leaf tree
 * @param moments AdamW's two, of the buckets it holds
 * @param activations of one micro-batch
 */
public record MemoryPlan(long masterWeights, long computeWeights, long gradients, long moments, long activations) {
    private static final int FP32 = 4;
    private static final int BF16 = 2;

    /**
     * @param workers that share the leaves
     * @param replicas holders of each bucket, at most {@code workers}
     * @param length positions of a sequence
     * @param headChunkRows rows of logits that exist at a time
     */
    public static MemoryPlan of(
            ParameterTable table, TrainSpec train, int workers, int replicas, int length, int headChunkRows) {
        if (workers < 1 || replicas < 1 || replicas > workers) {
            throw new IllegalArgumentException(
                    replicas + " replicas over " + workers + " workers: there must be 1 .. workers replicas");
        }
        long elements = table.elements();
        long held = (elements * replicas + workers - 1) / workers;
        long matmul = table.vectors().stream()
                .filter(vector -> vector.kind() == VectorKind.MATMUL)
                .mapToLong(FlatVector::length)
                .sum();
        boolean mixed = train.precision() == TrainSpec.Precision.BF16_MIXED;
        long compute = mixed ? matmul * BF16 + (elements - matmul) * FP32 : elements * FP32;
        boolean mastersCompute = !mixed && replicas == workers;
        long leaves = (train.leaves() + (long) workers - 1) / workers;
        return new MemoryPlan(
                held * FP32,
                mastersCompute ? 0 : compute,
                elements * FP32 * (1 + partialSums(leaves)),
                held * FP32 * 2,
                activations(table.spec(), train, length, headChunkRows));
    }

    /** All parts. */
    public long total() {
        return masterWeights + computeWeights + gradients + moments + activations;
    }

    /**
     * Partial sums that wait at the same time while {@code leaves} leaves are added in order: one per level of the tree
     * below the root.
     */
    static int partialSums(long leaves) {
        return leaves < 2 ? 0 : 64 - Long.numberOfLeadingZeros(leaves - 1);
    }

    /**
     * Kept per token of a layer: input, two norms, q k v before and after rotation, attention, inner width; once more for
     * the gradients of the layer in the backward pass.
     */
    private static long activations(ModelSpec spec, TrainSpec train, int length, int headChunkRows) {
        long d = spec.hiddenSize();
        long kv = (long) spec.kvHeads() * spec.headSize();
        long repeated = spec.kvHeads() == spec.heads() ? 0 : 2 * d;
        long layer = 6 * d + (d + 2 * kv) + (d + kv) + repeated + spec.heads() + 4L * spec.innerSize();
        long tokens = (long) train.microBatch() * length;
        int kept = Math.max(1, spec.layers() - train.recomputeLayers()) + 1;
        long layers = tokens * (layer * kept + d * train.recomputeLayers());
        long head = tokens * d * 3 + 2L * Math.min(headChunkRows, tokens) * spec.vocabSize();
        return (layers + head) * FP32;
    }
}
