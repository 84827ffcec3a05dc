package org.steelworks.checkpoint.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.ledger.ReplayRule;
import org.steelworks.core.ledger.StepRecord;

/**
 * {@code ledger.jsonl}: one line per stable step, steps 1, 2, 3, … without a gap, only ever added to. A step that is
 * there already is compared, never written again. Owned by one thread; {@link #durableThrough} may be read by any.
 */
public final class StepLedgerFile implements Closeable {
    /** Name of the file in a run's folder. */
    public static final String FILE = "ledger.jsonl";

    /** Every so many lines the place of a line is remembered. */
    private static final int INDEX_EVERY = 1024;

    /** What became of a record. */
    public sealed interface Answer {}

    /** It is the newest line now; durable after the next {@link #sync}. */
    public record Appended(long step) implements Answer {}

    /** The step was there and is the same. */
    public record Repeated(String reason) implements Answer {}

    /** The step was there and is not the same; the file is as it was. */
    public record Differs(String reason) implements Answer {}

    private final Store store;
    private final String path;
    private final List<Long> index;
    private final JsonLinesFile lines;
    private LineCursor cursor;
    private long cursorEnd;

    private StepLedgerFile(Store store, String path, List<Long> index, JsonLinesFile lines) {
        this.store = store;
        this.path = path;
        this.index = index;
        this.lines = lines;
    }

    /**
     * Opens or creates the ledger of a run, cutting a torn last line.
     *
     * @param folder the run's folder in the store
     * @throws FormatException where a line before the last is damaged or a step is missing
     */
    public static StepLedgerFile open(Store store, String folder) throws IOException {
        String path = AtomicPublish.join(folder, FILE);
        String name = store.describe(path);
        List<Long> index = new ArrayList<>();
        JsonLinesFile lines = JsonLinesFile.open(store, folder, FILE, (number, offset, line) -> {
            StepRecord record = record(line, name, number);
            if (record.step() != number) {
                throw new FormatException(name + ", line " + number + ": holds step " + record.step()
                        + ", expected step " + number + ": the ledger is damaged");
            }
            remember(index, number, offset);
        });
        return new StepLedgerFile(store, path, index, lines);
    }

    /**
     * Records a stable step: adds it, or compares it with what was recorded before.
     *
     * @throws IllegalArgumentException where steps before it were never recorded
     */
    public Answer record(StepRecord record) throws IOException {
        if (record.step() > lastStep() + 1) {
            throw new IllegalArgumentException(name() + ": step " + record.step() + " comes after step " + lastStep()
                    + ": steps between were not recorded");
        }
        if (record.step() <= lastStep()) {
            ReplayRule.Decision decision = ReplayRule.decide(read(record.step()), record);
            return decision instanceof ReplayRule.Differs
                    ? new Differs(decision.reason())
                    : new Repeated(decision.reason());
        }
        long offset = lines.size();
        lines.append(json(record));
        remember(index, record.step(), offset);
        return new Appended(record.step());
    }

    /** The record of a step from 1 to {@link #lastStep}; reading steps in order is fast. */
    public StepRecord read(long step) throws IOException {
        if (step < 1 || step > lastStep()) {
            throw new IllegalArgumentException(name() + " holds the steps 1.." + lastStep() + ", not step " + step);
        }
        boolean behind = cursor == null || cursor.nextLine() > step || cursorEnd < step;
        if (behind || step - cursor.nextLine() > INDEX_EVERY) {
            moveCursor(step);
        }
        String line = cursor.next();
        while (cursor.nextLine() <= step) {
            line = cursor.next();
        }
        return record(JsonLinesFile.parse(line, name(), step), name(), step);
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

    /** One line of the file; keys in a fixed order so that equal ledgers are equal files. */
    static ObjectNode json(StepRecord record) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("step", record.step())
                .put("outcome", record.outcome().key())
                .put("gradient", record.gradient().hex())
                .put(
                        "weights",
                        record.weights() == null ? null : record.weights().hex());
        line.putArray("samples").add(record.firstSample()).add(record.endSample());
        return line;
    }

    private static StepRecord record(ObjectNode line, String name, long number) {
        try {
            JsonNode weights = line.path("weights");
            JsonNode samples = line.path("samples");
            return new StepRecord(
                    whole(line.path("step")),
                    outcome(line.path("outcome").asText()),
                    Digest128.parse(line.path("gradient").asText()),
                    weights.isTextual() ? Digest128.parse(weights.asText()) : null,
                    whole(samples.path(0)),
                    whole(samples.path(1)));
        } catch (IllegalArgumentException e) {
            throw new FormatException(name + ", line " + number + ": " + e.getMessage() + ": the ledger is damaged", e);
        }
    }

    private static StepRecord.Outcome outcome(String key) {
        for (StepRecord.Outcome outcome : StepRecord.Outcome.values()) {
            if (outcome.key().equals(key)) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("outcome '" + key + "' is neither applied nor skipped");
    }

    private static long whole(JsonNode value) {
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException("a whole number is missing");
        }
        return value.longValue();
    }

    private static void remember(List<Long> index, long lineNumber, long offset) {
        if ((lineNumber - 1) % INDEX_EVERY == 0) {
            index.add(offset);
        }
    }

    private void moveCursor(long step) throws IOException {
        closeCursor();
        cursorEnd = lastStep();
        int slot = (int) ((step - 1) / INDEX_EVERY);
        cursor = new LineCursor(store.open(path), name(), index.get(slot), (long) slot * INDEX_EVERY + 1);
    }

    private void closeCursor() throws IOException {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }

    private String name() {
        return store.describe(path);
    }

    @Override
    public void close() throws IOException {
        try (lines) {
            closeCursor();
        }
    }
}
