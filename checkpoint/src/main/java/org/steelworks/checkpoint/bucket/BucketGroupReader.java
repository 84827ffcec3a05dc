package org.steelworks.checkpoint.bucket;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.steelworks.checkpoint.format.BucketEntry;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.Manifest;
import org.steelworks.checkpoint.format.StatePart;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.digest.Digest128;

/**
 * Reads chosen buckets of a published checkpoint. What does not match its checksum is never handed on silently. Not
 * thread-safe; opens each bucket file once.
 */
public final class BucketGroupReader implements Closeable {
    private final Store store;
    private final String folder;
    private final Manifest manifest;
    private final Map<String, Store.Input> inputs = new HashMap<>();

    /** A reader of one checkpoint. */
    public BucketGroupReader(Store store, String folder, Manifest manifest) {
        this.store = store;
        this.folder = folder;
        this.manifest = manifest;
    }

    /**
     * Reads all three parts of a bucket and checks them.
     *
     * @param weights receives {@code 4 * bucket length} bytes from its position on; likewise the others
     * @throws FormatException where a checksum does not hold; the buffers then hold bytes not to be used
     */
    public void read(int bucket, ByteBuffer weights, ByteBuffer firstMoments, ByteBuffer secondMoments)
            throws IOException {
        read(bucket, StatePart.WEIGHTS, weights);
        read(bucket, StatePart.FIRST_MOMENT, firstMoments);
        read(bucket, StatePart.SECOND_MOMENT, secondMoments);
    }

    /** Reads one part of a bucket, advancing {@code out}, and checks it. */
    public void read(int bucket, StatePart part, ByteBuffer out) throws IOException {
        BucketEntry entry = manifest.buckets().get(bucket);
        int start = out.position();
        int bytes = Math.toIntExact(entry.partBytes());
        readRange(entry, part, 0, out.slice(start, bytes));
        Digest128 found = Digest128.of(out.slice(start, bytes));
        if (!found.equals(entry.checksum(part))) {
            throw new FormatException(name(entry.file()) + ": tensor " + part.tensorName(bucket) + " has checksum "
                    + found + ", the manifest says " + entry.checksum(part) + ": damaged; use another checkpoint");
        }
        out.position(start + bytes);
    }

    /**
     * Reads bytes of one part without a check: for readers that verified the checkpoint before.
     *
     * @param first first byte inside the part
     */
    public void readRange(BucketEntry entry, StatePart part, long first, ByteBuffer out) throws IOException {
        if (first < 0 || first + out.remaining() > entry.partBytes()) {
            throw new IllegalArgumentException("bytes " + first + " to " + (first + out.remaining())
                    + " are not inside a part of " + entry.partBytes() + " bytes");
        }
        input(entry.file()).read(entry.position(part) + first, out);
    }

    /** The open file of that name in the checkpoint. */
    public Store.Input input(String file) throws IOException {
        Store.Input open = inputs.get(file);
        if (open == null) {
            open = store.open(AtomicPublish.join(folder, file));
            inputs.put(file, open);
        }
        return open;
    }

    private String name(String file) {
        return store.describe(AtomicPublish.join(folder, file));
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (Store.Input input : inputs.values()) {
            try {
                input.close();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        inputs.clear();
        if (first != null) {
            throw first;
        }
    }
}
