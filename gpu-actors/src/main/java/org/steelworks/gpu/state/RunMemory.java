package org.steelworks.gpu.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * A worker's parameters and optimizer state in one run. Weights of all buckets, since every member computes with all of
 * them; in fp32 they are the master weights too. Moments and reduced gradients only of buckets that were held once.
 * Written by the device thread, and by the agent thread where the step machine let an item in while the device leaves
 * that bucket alone.
 */
public final class RunMemory {
    private final ParameterTable table;
    private final BucketPlan buckets;
    private final FlatVectors weights;
    private final ByteBuffer[] moments;
    private final ByteBuffer[] squares;
    private final ByteBuffer[] reduced;

    public RunMemory(ParameterTable table) {
        this.table = table;
        this.buckets = BucketPlan.of(table);
        this.weights = FlatVectors.zeros(table);
        this.moments = new ByteBuffer[buckets.size()];
        this.squares = new ByteBuffer[buckets.size()];
        this.reduced = new ByteBuffer[buckets.size()];
    }

    public ParameterTable table() {
        return table;
    }

    public BucketPlan buckets() {
        return buckets;
    }

    /** Compute weights of the whole model. */
    public FlatVectors weights() {
        return weights;
    }

    /** A view of a bucket's weights. */
    public ByteBuffer weight(int bucket) {
        return weights.bytes(buckets.bucket(bucket));
    }

    /** A view of a bucket's first moment. */
    public ByteBuffer moment(int bucket) {
        return view(moments, bucket);
    }

    /** A view of a bucket's second moment. */
    public ByteBuffer square(int bucket) {
        return view(squares, bucket);
    }

    /** A view of a bucket's reduced gradient. */
    public ByteBuffer reduced(int bucket) {
        return view(reduced, bucket);
    }

    private synchronized ByteBuffer view(ByteBuffer[] all, int bucket) {
        if (all[bucket] == null) {
            Bucket range = buckets.bucket(bucket);
            all[bucket] = AlignedBuffers.allocate(DType.F32, range.length());
        }
        return all[bucket].duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}
