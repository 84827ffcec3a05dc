package org.steelworks.ops.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.run.RunPorts.DataEffect;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.DataChange;
import org.steelworks.data.growth.DataRecord;
import org.steelworks.data.growth.InvalidMixture;
import org.steelworks.data.growth.MixtureChange;
import org.steelworks.data.pack.InvalidShard;

/**
 * {@code data.json} in a run's folder: the shards the run began with and what was changed since. What an answered call
 * wrote survives a crash. Whoever writes owns the folder ({@link FolderLock}): a run's files on their thread, or
 * {@link #addToStopped} and {@link #mixStopped}. {@link #ledger} and {@link #record} are for any thread.
 */
public final class RunDataFile {
    /** Name of the file. */
    public static final String FILE = "data.json";

    private final Path dir;
    private final List<Double> weights;
    private final int globalBatch;
    private volatile DataRecord record;
    private volatile DataLedger ledger;

    private RunDataFile(Path dir, List<Double> weights, int globalBatch, DataRecord record) {
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
     * @param weights of its recipe's sets
     * @param globalBatch samples of a step
     * @throws InvalidShard where the record is against the rules of the ledger
     */
    public static RunDataFile of(Path dir, List<Double> weights, int globalBatch, DataRecord record)
            throws InvalidShard {
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
     * @throws IOException where the data were changed in between, or the disk refuses
     */
    void begin() throws IOException {
        DataRecord present = read(dir);
        if (present == null) {
            write(record);
        } else if (!present.equals(record)) {
            throw new IOException("the data were changed in " + dir.resolve(FILE)
                    + " while the run was starting, nothing was trained without that: resume it");
        }
    }

    /** Keeps an addition, which waits for its place from now on. */
    void add(Addition addition) throws IOException {
        String refusal = refusal(addition);
        if (refusal != null) {
            throw new InvalidShard(refusal);
        }
        keep(addition);
    }

    /**
     * Keeps other weights of the sets, which wait for their place from now on.
     *
     * @param named by number of a set; one that is not among them keeps its newest weight
     * @throws InvalidMixture where the run cannot take them
     */
    MixtureChange mix(Map<Integer, Double> named) throws IOException {
        try {
            MixtureChange change = record.mixed(named, weights);
            String refusal = record.refusal(change, weights, globalBatch);
            if (refusal != null) {
                throw new InvalidMixture(refusal);
            }
            keep(change);
            return change;
        } catch (IllegalArgumentException e) {
            throw new InvalidMixture(e.getMessage(), e);
        }
    }

    private void keep(DataChange change) throws IOException {
        DataRecord longer = record.with(change);
        write(longer);
        record = longer;
    }

    /**
     * Gives what waits its place.
     *
     * @param place at the earliest, behind steps that are in no ledger yet
     * @param recorded last step of the run's ledger
     * @return what that does to the data ledger
     */
    DataEffect place(DataPlace place, long recorded) throws IOException {
        if (!record.waits()) {
            return new DataEffect("", "");
        }
        long step = Math.max(Math.max(place.step(), recorded), record.place().step());
        DataPlace found = new DataPlace(step, place.generation());
        List<DataRecord.Effect> effects = record.effects(found, weights, globalBatch);
        DataRecord placed = record.placed(found);
        DataLedger longer = placed.ledger(weights, globalBatch);
        write(placed);
        record = placed;
        ledger = longer;
        return new DataEffect(said(effects, Addition.class, step), said(effects, MixtureChange.class, step));
    }

    private static String said(List<DataRecord.Effect> effects, Class<? extends DataChange> kind, long step) {
        String all = effects.stream()
                .filter(effect -> kind.isInstance(effect.change()))
                .map(DataRecord.Effect::said)
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? "" : "from step " + (step + 1) + " on: " + all;
    }

    /**
     * Adds shards to a run that is not running; they come in when it goes on.
     *
     * @throws InvalidShard where they cannot join; the message names them
     * @throws IOException where a run works in the folder, or the disk refuses
     */
    public void addToStopped(Addition addition) throws IOException {
        try (FolderLock lock = FolderLock.borrow(dir)) {
            readAgain();
            add(addition);
        }
    }

    /**
     * Gives the sets of a run that is not running other weights, as {@link #mix}; they count when it goes on.
     *
     * @throws InvalidMixture where the run cannot take them
     * @throws IOException where a run works in the folder, or the disk refuses
     */
    public MixtureChange mixStopped(Map<Integer, Double> named) throws IOException {
        try (FolderLock lock = FolderLock.borrow(dir)) {
            readAgain();
            return mix(named);
        }
    }

    private void readAgain() throws IOException {
        DataRecord present = read(dir);
        if (present != null) {
            record = present;
            ledger = present.ledger(weights, globalBatch);
        }
    }

    private void write(DataRecord data) throws IOException {
        byte[] text = DataRecordText.write(data).getBytes(StandardCharsets.UTF_8);
        new AtomicPublish(new DirectoryStore(dir)).file("", FILE, text);
    }
}
