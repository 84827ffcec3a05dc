package org.steelworks.gpu.plan;

import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.generation.RankPlan;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.model.FlatVector;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.model.VectorKind;
import org.steelworks.core.spec.TrainSpec;

/**
 * Bytes that one worker's process needs, by part. Weights, moments and gradients are exact; activations are counted off the
 * kernels, see {@link ActivationPlan}; the process and what its allocator cannot fill are measured.
 *
 * @param masterWeights fp32 weights of the buckets it holds
 * @param computeWeights what forward and backward read and what is not a master already
 * @param gradients the leaf in work and the partial sums of the leaf tree (where those are on a device, the roots alone), and the
 *     reduced buckets that other members read
 * @param inbox what it reads of other members' gradients: roots of buckets it is primary of, and reduced buckets of the others. Between
 *     workers of one machine that is their memory, mapped: it counts as resident for both, and exists once
 * @param moments AdamW's two, of the buckets it holds
 * @param snapshots buckets that are copied while a checkpoint is written and training goes on
 * @param activations of one micro-batch, at their peak; 0 where they are on a device
 * @param fragments what lies unused between the tensors, because none fits
 * @param process Java, libtorch and their code
 */
public record MemoryPlan(
        long masterWeights,
        long computeWeights,
        long gradients,
        long inbox,
        long moments,
        long snapshots,
        long activations,
        long fragments,
        long process) {
    /** Resident memory of a worker whose model has a thousand parameters. */
    static final long PROCESS = 270L << 20;
    /**
     * Share of the activations that the allocator keeps without use, once it has seen all sizes: chunks of many sizes come and
     * go, and a hole is rarely of the size of what comes next.
     */
    static final double FRAGMENTS = 0.5;
    /** Part of the buckets that snapshots may copy, as {@code RunDevice} has it. */
    private static final double SNAPSHOT_POOL = 0.05;

    private static final int FP32 = 4;
    private static final int BF16 = 2;

    /**
     * @param workers that share the leaves
     * @param replicas holders of each bucket, at most {@code workers}
     * @param length positions of a sequence
     * @param headChunkRows rows of logits that exist at a time
     * @param widened whether bf16 products are made in fp32, of copies
     */
    public static MemoryPlan of(
            ParameterTable table,
            TrainSpec train,
            int workers,
            int replicas,
            int length,
            int headChunkRows,
            boolean widened) {
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
        long compute = matmul * BF16 + (elements - matmul) * FP32;
        long leaves = (train.leaves() + (long) workers - 1) / workers;
        // In fp32 a bucket's master weights are its compute weights: those that are not held are apart.
        long apart = mixed ? compute : (elements - held) * FP32;
        boolean host = train.device() == TrainSpec.Device.CPU;
        long activations = host ? new ActivationPlan(table.spec(), train, length, headChunkRows, widened).peak() : 0;
        long gradients = host ? 1 + partialSums(leaves) : mostRoots(train.leaves(), workers);
        long readByOthers = replicas > 1 ? elements / workers : 0;
        return new MemoryPlan(
                held * FP32,
                apart,
                (elements * gradients + readByOthers) * FP32,
                elements / workers * (workers - 1 + replicas - 1) * FP32,
                held * FP32 * 2,
                snapshots(table),
                activations,
                (long) (activations * FRAGMENTS),
                PROCESS);
    }

    /** Subtree roots of the member that has the most of them. */
    static int mostRoots(int leaves, int workers) {
        LeafTree tree = new LeafTree(leaves);
        return RankPlan.of(leaves, Math.min(workers, leaves)).ranges().stream()
                .mapToInt(range -> tree.roots(range).size())
                .max()
                .orElseThrow();
    }

    private static long snapshots(ParameterTable table) {
        int buckets = BucketPlan.of(table).size();
        long bucket = Math.min(table.elements(), BucketPlan.MAX_ELEMENTS);
        return (long) Math.max(1, (int) (buckets * SNAPSHOT_POOL)) * bucket * 3 * FP32;
    }

    /** All parts. */
    public long total() {
        return masterWeights
                + computeWeights
                + gradients
                + inbox
                + moments
                + snapshots
                + activations
                + fragments
                + process;
    }

    /**
     * Partial sums that wait at the same time while {@code leaves} leaves are added in order: one per level of the tree
     * below the root.
     */
    static int partialSums(long leaves) {
        return leaves < 2 ? 0 : 64 - Long.numberOfLeadingZeros(leaves - 1);
    }
}
