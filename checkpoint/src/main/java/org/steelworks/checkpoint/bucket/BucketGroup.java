package org.steelworks.checkpoint.bucket;

import java.util.List;
import org.steelworks.checkpoint.format.BucketEntry;

/**
 * What one member wrote.
 *
 * @param member who
 * @param step whose state
 * @param file name in the checkpoint's temporary folder
 * @param fileBytes size of that file
 * @param entries its buckets with their checksums
 */
public record BucketGroup(String member, long step, String file, long fileBytes, List<BucketEntry> entries) {
    public BucketGroup {
        entries = List.copyOf(entries);
    }
}
