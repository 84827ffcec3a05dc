package org.steelworks.checkpoint.bucket;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.steelworks.core.bucket.Bucket;

/** Lends the state of buckets, one at a time, to a writer. */
@FunctionalInterface
public interface BucketSource {
    /** What is done with a lent bucket. */
    @FunctionalInterface
    interface Use {
        /** Reads the three buffers between position and limit; they are not kept. */
        void with(ByteBuffer weights, ByteBuffer firstMoments, ByteBuffer secondMoments) throws IOException;
    }

    /**
     * Calls {@code use} once with the bucket's state of the checkpoint's step: fp32 little-endian, {@code
     * bucket.length()} elements each. The caller keeps the bytes unchanged (pinned) until this returns.
     *
     * @throws IOException from {@code use}, or where the state is no longer available
     */
    void lend(Bucket bucket, Use use) throws IOException;
}
