package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.bucket.BucketGroupWriter;
import org.steelworks.checkpoint.format.BucketEntry;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.protocol.WorkerProtocol.SavedBucket;
import org.steelworks.gpu.state.SnapshotSink;

/** Writes a worker's snapshots as its part of the run's checkpoints. */
final class CheckpointSink implements SnapshotSink {
    private final BucketGroupWriter writer;
    private final String member;

    CheckpointSink(RunSetup setup, String member) {
        this.writer = new BucketGroupWriter(new DirectoryStore(Path.of(setup.checkpoints())));
        this.member = member;
    }

    @Override
    public Part write(long step, List<Bucket> buckets, Lender lender) throws IOException {
        BucketGroup group = writer.write(step, member, buckets, (bucket, use) -> lender.lend(bucket, use::with));
        List<SavedBucket> saved = new ArrayList<>();
        for (BucketEntry entry : group.entries()) {
            saved.add(new SavedBucket(entry.bucket().ordinal(), entry.positions(), entry.checksums()));
        }
        return new Part(group.file(), group.fileBytes(), saved);
    }
}
