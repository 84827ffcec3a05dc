package org.steelworks.checkpoint.bucket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.steelworks.checkpoint.format.BucketEntry;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.format.SafetensorsHeader;
import org.steelworks.checkpoint.format.StatePart;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.SafetensorsWriter;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.digest.Digest128;

/**
 * Writes the buckets of one member into one file of the step's temporary folder. Streams: one bucket is borrowed at a
 * time. Runs on a thread of its own, never on the device thread.
 */
public final class BucketGroupWriter {
    private final Store store;

    /** A writer into a store of checkpoint folders. */
    public BucketGroupWriter(Store store) {
        this.store = store;
    }

    /** Name of a member's file, such as {@code buckets-node-1-w0.safetensors} for {@code node-1/w0}. */
    public static String fileName(String member) {
        return "buckets-" + member.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".safetensors";
    }

    /**
     * Writes and forces the file. When this returns, content and name survive a power cut, but nothing is published.
     *
     * @param member whose buckets these are; one file per member and step
     * @param buckets in the order in which they are borrowed
     * @throws IOException where the disk or the source failed; the unfinished file is removed
     */
    public BucketGroup write(long step, String member, List<Bucket> buckets, BucketSource source) throws IOException {
        String folder = CheckpointFacts.temporaryFolder(step);
        String file = fileName(member);
        String path = AtomicPublish.join(folder, file);
        store.makeFolder(folder);
        SafetensorsHeader header = BucketEntry.layout(buckets);
        try {
            List<BucketEntry> entries = new ArrayList<>(buckets.size());
            try (SafetensorsWriter writer = SafetensorsWriter.create(store, path, header)) {
                for (Bucket bucket : buckets) {
                    entries.add(write(bucket, file, source, writer));
                }
                writer.finish();
            }
            store.syncFolder(folder);
            return new BucketGroup(member, step, file, header.fileBytes(), entries);
        } catch (IOException | RuntimeException e) {
            try {
                store.delete(path);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private static BucketEntry write(Bucket bucket, String file, BucketSource source, SafetensorsWriter writer)
            throws IOException {
        List<Long> positions = new ArrayList<>();
        List<Digest128> checksums = new ArrayList<>();
        source.lend(bucket, (weights, firstMoments, secondMoments) -> {
            ByteBuffer[] parts = {weights, firstMoments, secondMoments};
            for (StatePart part : StatePart.values()) {
                ByteBuffer bytes = parts[part.ordinal()].duplicate();
                if (bytes.remaining() != 4L * bucket.length()) {
                    throw new IllegalArgumentException("tensor " + part.tensorName(bucket.ordinal()) + " needs "
                            + 4L * bucket.length() + " bytes, the source gave " + bytes.remaining());
                }
                positions.add(writer.position());
                checksums.add(Digest128.of(bytes));
                writer.write(bytes);
            }
        });
        return new BucketEntry(bucket, file, positions, checksums);
    }
}
