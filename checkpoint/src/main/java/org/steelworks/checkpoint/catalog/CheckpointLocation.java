package org.steelworks.checkpoint.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.Manifest;
import org.steelworks.checkpoint.store.DirectoryStore;

/** Finds what a user means by a path: a checkpoint, a folder of checkpoints, or a run's folder. */
public final class CheckpointLocation {
    /** Name of the folder of checkpoints in a run's folder. */
    public static final String FOLDER = "checkpoints";

    /**
     * A checkpoint that was found.
     *
     * @param checkpoint verified in full
     * @param passedOver sentences on newer ones that cannot be used
     */
    public record Found(CheckpointFolder checkpoint, List<String> passedOver) {
        public Found {
            passedOver = List.copyOf(passedOver);
        }
    }

    private CheckpointLocation() {}

    /**
     * The catalog of a run's folder or of a folder of checkpoints.
     *
     * @throws NoSuchFileException where there is no such folder
     */
    public static CheckpointCatalog catalog(Path path) throws NoSuchFileException {
        Path inside = path.resolve(FOLDER);
        Path folder = Files.isDirectory(inside) ? inside : path;
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(path + ": is no folder; give a run's folder or one with checkpoints");
        }
        return new CheckpointCatalog(new DirectoryStore(folder));
    }

    /**
     * The checkpoint of that folder itself, or the newest one in it whose every checksum holds.
     *
     * @throws NoSuchFileException where there is none
     * @throws FormatException where all are damaged; the message says what is wrong with each
     */
    public static Found find(Path path) throws IOException {
        if (Files.exists(path.resolve(Manifest.FILE))) {
            CheckpointFolder checkpoint = CheckpointFolder.open(new DirectoryStore(path), "");
            checkpoint.verify();
            return new Found(checkpoint, List.of());
        }
        List<CheckpointCatalog.Listing> listings = catalog(path).list();
        List<String> passedOver = new ArrayList<>();
        for (int i = listings.size() - 1; i >= 0; i--) {
            CheckpointCatalog.Listing listing = listings.get(i);
            String fault = listing.complete() ? CheckpointCatalog.fault(listing.checkpoint()) : listing.fault();
            if (fault == null) {
                return new Found(listing.checkpoint(), passedOver);
            }
            passedOver.add("step " + listing.step() + " was passed over: " + fault);
        }
        if (passedOver.isEmpty()) {
            throw new NoSuchFileException(path + ": holds no checkpoint; give a run's folder or one with checkpoints");
        }
        throw new FormatException(path + " holds no usable checkpoint: " + String.join("; ", passedOver));
    }
}
