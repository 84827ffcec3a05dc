package org.steelworks.checkpoint.ledger;

import java.io.Closeable;
import java.io.IOException;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.ledger.ReplayRule;
import org.steelworks.core.ledger.StepRecord;

/**
 * {@code ledger.jsonl}: one line per stable step, steps 1, 2, 3, … without a gap, only ever added to. A step that is
 * there already is compared, never written again. Owned by one thread; {@link #durableThrough} may be read by any.
 */
public final class StepLedgerFile implements Closeable {
    /** Name of the file in a run's folder. */
    public static final String FILE = "ledger.jsonl";

    /** What became of a record. */
    public sealed interface Answer {}

    /** It is the newest line now; durable after the next {@link #sync}. */
    public record Appended(long step) implements Answer {}

    /** The step was there and is the same. */
    public record Repeated(String reason) implements Answer {}

    /** The step was there and is not the same; the file is as it was. */
    public record Differs(String reason) implements Answer {}

    private final String name;
    private final RecordPlaces places;
    private final JsonLinesFile lines;

    private StepLedgerFile(String name, RecordPlaces places, JsonLinesFile lines) {
        this.name = name;
        this.places = places;
        this.lines = lines;
    }

    /**
     * Opens or creates the ledger of a run, cutting a torn last line.
     *
     * @param folder the run's folder in the store
     * @throws org.steelworks.checkpoint.format.FormatException where a line before the last is damaged or a step is missing
     */
    public static StepLedgerFile open(Store store, String folder) throws IOException {
        String path = AtomicPublish.join(folder, FILE);
        RecordPlaces places = new RecordPlaces(store, path);
        JsonLinesFile lines = JsonLinesFile.open(store, folder, FILE, places::scanned);
        return new StepLedgerFile(store.describe(path), places, lines);
    }

    /**
     * Records a stable step: adds it, or compares it with what was recorded before.
     *
     * @throws IllegalArgumentException where steps before it were never recorded
     */
    public Answer record(StepRecord record) throws IOException {
        if (record.step() > lastStep() + 1) {
            throw new IllegalArgumentException(name + ": step " + record.step() + " comes after step " + lastStep()
                    + ": steps between were not recorded");
        }
        if (record.step() <= lastStep()) {
            ReplayRule.Decision decision = ReplayRule.decide(read(record.step()), record);
            return decision instanceof ReplayRule.Differs
                    ? new Differs(decision.reason())
                    : new Repeated(decision.reason());
        }
        long offset = lines.size();
        lines.append(RecordLine.write(record));
        places.remember(record.step(), offset);
        return new Appended(record.step());
    }

    /** The record of a step from 1 to {@link #lastStep}; reading steps in order is fast. */
    public StepRecord read(long step) throws IOException {
        return places.read(step, lastStep());
    }

    /** Forces all recorded steps to the disk. */
    public void sync() throws IOException {
        lines.sync();
    }

    /** Newest recorded step, 0 where there is none. */
    public long lastStep() {
        return lines.lines();
    }

    /** Newest step that survives a power cut, 0 where there is none. */
    public long durableThrough() {
        return lines.durableLines();
    }

    /** What was cut off when the file was opened, or null. */
    public String cut() {
        return lines.cut();
    }

    @Override
    public void close() throws IOException {
        try (lines) {
            places.close();
        }
    }
}
