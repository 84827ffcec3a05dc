package org.steelworks.checkpoint.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.steelworks.checkpoint.bucket.BucketGroupReader;
import org.steelworks.checkpoint.format.BucketEntry;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.Manifest;
import org.steelworks.checkpoint.format.ManifestText;
import org.steelworks.checkpoint.format.SafetensorsHeader;
import org.steelworks.checkpoint.format.StatePart;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.bucket.Bucket;

/** One published checkpoint whose manifest was read. Content of bucket files is looked at only where said so. */
public final class CheckpointFolder {
    private final Store store;
    private final String folder;
    private final Manifest manifest;

    private CheckpointFolder(Store store, String folder, Manifest manifest) {
        this.store = store;
        this.folder = folder;
        this.manifest = manifest;
    }

    /**
     * Reads the manifest and checks that every bucket file is there with the right size.
     *
     * @param folder path in the store; empty for the store's root
     * @throws FormatException naming what is missing or damaged
     */
    public static CheckpointFolder open(Store store, String folder) throws IOException {
        String path = AtomicPublish.join(folder, Manifest.FILE);
        String where = store.describe(path);
        if (!store.exists(path)) {
            throw new FormatException(where + " is missing: the checkpoint was never completed");
        }
        byte[] bytes;
        try (Store.Input in = store.open(path)) {
            if (in.size() > ManifestText.MAX_BYTES) {
                throw new FormatException(where + ": " + in.size() + " bytes are more than a manifest may have");
            }
            bytes = new byte[(int) in.size()];
            in.read(0, ByteBuffer.wrap(bytes));
        }
        CheckpointFolder checkpoint = new CheckpointFolder(store, folder, ManifestText.parse(bytes, where));
        checkpoint.checkFiles();
        return checkpoint;
    }

    public Manifest manifest() {
        return manifest;
    }

    /** What users call it. */
    public String name() {
        return store.describe(folder);
    }

    /** A reader of its buckets. */
    public BucketGroupReader reader() {
        return new BucketGroupReader(store, folder, manifest);
    }

    /** Bytes of all its bucket files. */
    public long bytes() {
        return manifest.files().values().stream()
                .mapToLong(entries -> layout(entries).fileBytes())
                .sum();
    }

    /**
     * Reads every byte: bucket checksums, and the bucket files' headers against what the manifest implies.
     *
     * @throws FormatException with the first fault
     */
    public void verify() throws IOException {
        checkFiles();
        ByteBuffer buffer = ByteBuffer.allocateDirect(largestPartBytes());
        try (BucketGroupReader reader = reader()) {
            for (Map.Entry<String, List<BucketEntry>> file : manifest.files().entrySet()) {
                checkHeader(file.getKey(), file.getValue(), reader);
                for (BucketEntry entry : file.getValue()) {
                    for (StatePart part : StatePart.values()) {
                        reader.read(entry.bucket().ordinal(), part, buffer.clear());
                    }
                }
            }
        }
    }

    private int largestPartBytes() {
        return (int) manifest.buckets().stream()
                .mapToLong(BucketEntry::partBytes)
                .max()
                .orElse(0);
    }

    private void checkHeader(String file, List<BucketEntry> entries, BucketGroupReader reader) throws IOException {
        byte[] expected = layout(entries).toBytes();
        byte[] found = new byte[expected.length];
        reader.input(file).read(0, ByteBuffer.wrap(found));
        if (!Arrays.equals(expected, found)) {
            throw new FormatException(path(file) + ": header differs at byte " + Arrays.mismatch(expected, found)
                    + " from what the manifest says: damaged");
        }
    }

    private void checkFiles() throws IOException {
        for (Map.Entry<String, List<BucketEntry>> file : manifest.files().entrySet()) {
            SafetensorsHeader layout = layout(file.getValue());
            checkPositions(file.getValue(), layout);
            String inStore = AtomicPublish.join(folder, file.getKey());
            if (!store.exists(inStore)) {
                throw new FormatException(path(file.getKey()) + " is missing, the manifest names it");
            }
            try (Store.Input in = store.open(inStore)) {
                if (in.size() != layout.fileBytes()) {
                    throw new FormatException(path(file.getKey()) + ": has " + in.size() + " bytes, the manifest says "
                            + layout.fileBytes() + ": cut short or damaged");
                }
            }
        }
    }

    private void checkPositions(List<BucketEntry> entries, SafetensorsHeader layout) {
        for (BucketEntry entry : entries) {
            for (StatePart part : StatePart.values()) {
                String tensor = part.tensorName(entry.bucket().ordinal());
                long expected = layout.dataStart() + layout.find(tensor).begin();
                if (entry.position(part) != expected) {
                    throw new FormatException(path(Manifest.FILE) + ": tensor " + tensor + " is said to lie at byte "
                            + entry.position(part) + " of " + entry.file() + ", the layout gives " + expected);
                }
            }
        }
    }

    private static SafetensorsHeader layout(List<BucketEntry> entries) {
        List<Bucket> buckets = entries.stream().map(BucketEntry::bucket).toList();
        return BucketEntry.layout(buckets);
    }

    private String path(String file) {
        return store.describe(AtomicPublish.join(folder, file));
    }
}
