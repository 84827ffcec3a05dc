package org.steelworks.checkpoint.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.ledger.StepRecord;

/**
 * A run's {@code ledger.jsonl} as it was when opened, read and left as it is: a torn last line does not count and stays.
 * The run may go on meanwhile. Owned by one thread.
 */
public final class StepLedgerReader implements Closeable {
    private final RecordPlaces places;
    private final long lastStep;

    private StepLedgerReader(RecordPlaces places, long lastStep) {
        this.places = places;
        this.lastStep = lastStep;
    }

    /**
     * Opens the ledger of a run.
     *
     * @param folder the run's folder in the store
     * @throws NoSuchFileException where there is none
     * @throws org.steelworks.checkpoint.format.FormatException where a line before the last is damaged or a step missing
     */
    public static StepLedgerReader open(Store store, String folder) throws IOException {
        String path = AtomicPublish.join(folder, StepLedgerFile.FILE);
        if (!store.exists(path)) {
            throw new NoSuchFileException(
                    store.describe(path) + ": there is no such file; give the folder of a run, the --dir of its train");
        }
        RecordPlaces places = new RecordPlaces(store, path);
        LineScan scan = new LineScan(store.describe(path), places::scanned);
        try (Store.Input in = store.open(path)) {
            scan.read(in);
        }
        return new StepLedgerReader(places, scan.lines());
    }

    /** Newest step, 0 where there is none. */
    public long lastStep() {
        return lastStep;
    }

    /** The record of a step from 1 to {@link #lastStep}; reading steps in order is fast. */
    public StepRecord read(long step) throws IOException {
        return places.read(step, lastStep);
    }

    @Override
    public void close() throws IOException {
        places.close();
    }
}
