package org.steelworks.checkpoint.catalog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.checkpoint.bucket.BucketGroupReader;
import org.steelworks.checkpoint.format.BucketEntry;
import org.steelworks.checkpoint.format.Manifest;
import org.steelworks.checkpoint.format.StatePart;

/**
 * Reads any range of any parameter of a checkpoint, whatever its buckets are. Does not check checksums: verify the
 * checkpoint first. Not thread-safe.
 */
public final class StateReader implements Closeable {
    private final Manifest manifest;
    private final BucketGroupReader reader;
    private final Map<Integer, List<BucketEntry>> byVector = new HashMap<>();

    /** A reader of one checkpoint. */
    public StateReader(CheckpointFolder checkpoint) {
        this.manifest = checkpoint.manifest();
        this.reader = checkpoint.reader();
    }

    /**
     * Fills {@code out} up to its limit with fp32 little-endian.
     *
     * @param first first element inside the parameter
     */
    public void read(Manifest.ParameterEntry parameter, StatePart part, long first, ByteBuffer out) throws IOException {
        long elements = out.remaining() / Float.BYTES;
        if (out.remaining() % Float.BYTES != 0 || first < 0 || first + elements > parameter.length()) {
            throw new IllegalArgumentException("elements " + first + " to " + (first + elements)
                    + " are not inside parameter " + parameter.name() + " of " + parameter.length());
        }
        List<BucketEntry> entries = byVector.computeIfAbsent(parameter.vector(), manifest::ofVector);
        int end = out.limit();
        for (long at = parameter.offset() + first; out.position() < end; ) {
            BucketEntry entry = containing(entries, at);
            long inBucket = at - entry.bucket().offset();
            int count = (int) Math.min(entry.bucket().length() - inBucket, (end - out.position()) / Float.BYTES);
            out.limit(out.position() + count * Float.BYTES);
            reader.readRange(entry, part, inBucket * Float.BYTES, out);
            out.limit(end);
            at += count;
        }
    }

    /** The buckets of a vector are in order and without holes: the last that starts at or before the element. */
    private static BucketEntry containing(List<BucketEntry> entries, long element) {
        int low = 0;
        int high = entries.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (entries.get(middle).bucket().offset() <= element) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return entries.get(low);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
