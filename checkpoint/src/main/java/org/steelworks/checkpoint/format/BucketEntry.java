package org.steelworks.checkpoint.format;

import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.tensor.Shape;

/**
 * Where one bucket lies in a checkpoint, and its checksums.
 *
 * @param bucket the range
 * @param file name in the checkpoint's folder
 * @param positions first byte in the file of weights, first and second moments
 * @param checksums of the same three
 */
public record BucketEntry(Bucket bucket, String file, List<Long> positions, List<Digest128> checksums) {
    private static final String FILE_NAME = "buckets-[a-z0-9-]{1,96}\\.safetensors";

    public BucketEntry {
        positions = List.copyOf(positions);
        checksums = List.copyOf(checksums);
        if (!file.matches(FILE_NAME)) {
            throw new IllegalArgumentException(
                    "bucket " + bucket.ordinal() + ": file name '" + file + "' must match " + FILE_NAME);
        }
        int parts = StatePart.values().length;
        if (positions.size() != parts || checksums.size() != parts) {
            throw new IllegalArgumentException("bucket " + bucket.ordinal() + " needs " + parts
                    + " positions and checksums, it has " + positions.size() + " and " + checksums.size());
        }
    }

    /** Size of one part, bytes. */
    public long partBytes() {
        return 4L * bucket.length();
    }

    public long position(StatePart part) {
        return positions.get(part.ordinal());
    }

    public Digest128 checksum(StatePart part) {
        return checksums.get(part.ordinal());
    }

    /** The header of a file that holds these buckets in this order; the layout of every bucket file. */
    public static SafetensorsHeader layout(List<Bucket> buckets) {
        List<SafetensorsHeader.Declared> tensors = new ArrayList<>();
        for (Bucket bucket : buckets) {
            for (StatePart part : StatePart.values()) {
                tensors.add(new SafetensorsHeader.Declared(
                        part.tensorName(bucket.ordinal()), ElementType.F32, Shape.of(bucket.length())));
            }
        }
        return SafetensorsHeader.inOrder(tensors);
    }
}
