package org.steelworks.gpu.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * A worker's parameters and optimizer state in one run. Compute weights of all buckets, since every member computes with
 * all of them; master weights and moments only of buckets that were held once. In fp32 a bucket's compute weights are
 * its master weights; in bf16-mixed the matrices have bf16 compute weights and fp32 masters apart. Written by the device
 * thread, and by the agent thread where the step machine let an item in while the device leaves that bucket alone.
 */
public final class RunMemory {
    private final ParameterTable table;
    private final BucketPlan buckets;
    private final FlatVectors compute;
    private final ByteBuffer[] masters;
    private final ByteBuffer[] moments;
    private final ByteBuffer[] squares;

    public RunMemory(ParameterTable table, TrainSpec.Precision precision) {
        this.table = table;
        this.buckets = BucketPlan.of(table);
        boolean mixed = precision == TrainSpec.Precision.BF16_MIXED;
        this.compute = FlatVectors.zeros(table, mixed ? DType.BF16 : DType.F32);
        this.masters = new ByteBuffer[buckets.size()];
        this.moments = new ByteBuffer[buckets.size()];
        this.squares = new ByteBuffer[buckets.size()];
    }

    public ParameterTable table() {
        return table;
    }

    public BucketPlan buckets() {
        return buckets;
    }

    /** Compute weights of the whole model. */
    public FlatVectors computeWeights() {
        return compute;
    }

    /** A view of a bucket's compute weights. */
    public ByteBuffer computeWeight(int bucket) {
        return compute.bytes(buckets.bucket(bucket));
    }

    /** Whether a bucket's compute weights are a bf16 copy of its master weights. */
    public boolean narrowed(int bucket) {
        return compute.dtype(buckets.bucket(bucket).vector()) == DType.BF16;
    }

    /** A view of a bucket's fp32 master weights. */
    public ByteBuffer weight(int bucket) {
        return narrowed(bucket) ? view(masters, bucket) : computeWeight(bucket);
    }

    /** A view of a bucket's first moment. */
    public ByteBuffer moment(int bucket) {
        return view(moments, bucket);
    }

    /** A view of a bucket's second moment. */
    public ByteBuffer square(int bucket) {
        return view(squares, bucket);
    }

    private synchronized ByteBuffer view(ByteBuffer[] all, int bucket) {
        if (all[bucket] == null) {
            Bucket range = buckets.bucket(bucket);
            all[bucket] = AlignedBuffers.allocate(DType.F32, range.length());
        }
        return all[bucket].duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}
