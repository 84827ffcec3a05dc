package org.steelworks.gpu.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.protocol.WorkerProtocol.SavedBucket;

/** Writes a worker's part of a checkpoint. Called on the snapshot thread, one snapshot at a time. */
public interface SnapshotSink {
    /** Lends a bucket's state, pinned while it is used. */
    interface Lender {
        void lend(Bucket bucket, Use use) throws IOException;
    }

    /** What is done with a lent bucket. */
    interface Use {
        void with(ByteBuffer weights, ByteBuffer moment, ByteBuffer square) throws IOException;
    }

    /** What was written. */
    record Part(String file, long bytes, List<SavedBucket> buckets) {}

    /** Writes the buckets of {@code step} durably; they are not published yet. */
    Part write(long step, List<Bucket> buckets, Lender lender) throws IOException;
}
