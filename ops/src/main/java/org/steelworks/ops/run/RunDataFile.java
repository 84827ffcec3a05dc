package org.steelworks.ops.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.pack.InvalidShard;

/**
 * {@code data.json} in a run's folder: the shards the run began with and what was added to it. What an answered call
 * wrote survives a crash. Whoever writes owns the folder ({@link FolderLock}): a run's files on their thread, or
 * {@link #addToStopped}. {@link #ledger} and {@link #record} are for any thread.
 */
public final class RunDataFile {
    /** Name of the file. */
    public static final String FILE = "data.json";

    private final Path dir;
    private final List<Long> weights;
    private final int globalBatch;
    private volatile DataRecord record;
    private volatile DataLedger ledger;

    private RunDataFile(Path dir, List<Long> weights, int globalBatch, DataRecord record) {
        this.dir = dir;
        this.weights = List.copyOf(weights);
        this.globalBatch = globalBatch;
        this.record = record;
        this.ledger = record.ledger(weights, globalBatch);
    }

    /** The record in a run's folder, or null where the run has none yet. */
    public static DataRecord read(Path dir) throws IOException {
        Path file = dir.resolve(FILE);
        return Files.isRegularFile(file) ? DataRecordText.read(Files.readString(file), file) : null;
    }

    /**
     * The file of a run whose record is known; nothing is written yet.
     *
     * @param weights of its sets, whole numbers
     * @param globalBatch samples of a step
     * @throws InvalidShard where the record is against the rules of the ledger
     */
    public static RunDataFile of(Path dir, List<Long> weights, int globalBatch, DataRecord record) throws InvalidShard {
        try {
            return new RunDataFile(dir, weights, globalBatch, record);
        } catch (IllegalArgumentException e) {
            throw new InvalidShard(dir.resolve(FILE) + ": " + e.getMessage(), e);
        }
    }

    /** All data of the run. */
    public DataRecord record() {
        return record;
    }

    /** The ledger of what has its place. */
    public DataLedger ledger() {
        return ledger;
    }

    /** The ledger that the run began with. */
    public DataLedger firstLedger() {
        return record.firstLedger(weights);
    }

    /** Why shards cannot join, or null. */
    public String refusal(Addition addition) {
        return record.refusal(addition, weights, globalBatch);
    }

    /**
     * Writes the record of a new run; of an old one, makes sure that it is what was opened.
     *
     * @throws IOException where data were added in between, or the disk refuses
     */
    void begin() throws IOException {
        DataRecord present = read(dir);
        if (present == null) {
            write(record);
        } else if (!present.equals(record)) {
            throw new IOException("data were added in " + dir.resolve(FILE)
                    + " while the run was starting, nothing was trained without them: resume it");
        }
    }

    /** Keeps an addition, which waits for its place from now on. */
    void add(Addition addition) throws IOException {
        String refusal = refusal(addition);
        if (refusal != null) {
            throw new InvalidShard(refusal);
        }
        DataRecord longer = record.with(addition);
        write(longer);
        record = longer;
    }

    /**
     * Gives what waits its place.
     *
     * @param place at the earliest, behind steps that are in no ledger yet
     * @param recorded last step of the run's ledger
     * @return what that does to the data ledger, a sentence
     */
    String place(DataPlace place, long recorded) throws IOException {
        if (!record.waits()) {
            return "no data wait any more";
        }
        long step = Math.max(Math.max(place.step(), recorded), record.place().step());
        DataPlace found = new DataPlace(step, place.generation());
        String effect = record.effect(found, weights, globalBatch);
        DataRecord placed = record.placed(found);
        DataLedger longer = placed.ledger(weights, globalBatch);
        write(placed);
        record = placed;
        ledger = longer;
        return "from step " + (step + 1) + " on: " + effect;
    }

    /**
     * Adds shards to a run that is not running; they come in when it goes on.
     *
     * @throws InvalidShard where they cannot join; the message names them
     * @throws IOException where a run works in the folder, or the disk refuses
     */
    public void addToStopped(Addition addition) throws IOException {
        try (FolderLock lock = FolderLock.borrow(dir)) {
            DataRecord present = read(dir);
            if (present != null) {
                record = present;
                ledger = present.ledger(weights, globalBatch);
            }
            add(addition);
        }
    }

    private void write(DataRecord data) throws IOException {
        byte[] text = DataRecordText.write(data).getBytes(StandardCharsets.UTF_8);
        new AtomicPublish(new DirectoryStore(dir)).file("", FILE, text);
    }
}
