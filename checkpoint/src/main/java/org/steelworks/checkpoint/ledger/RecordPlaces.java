package org.steelworks.checkpoint.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.ledger.StepRecord;

/** Where in a ledger its steps lie, and the steps read from there; reading in order is fast. Owned by one thread. */
final class RecordPlaces implements Closeable {
    /** Every so many lines the place of a line is remembered. */
    private static final int INDEX_EVERY = 1024;

    private final Store store;
    private final String path;
    private final String name;
    private final List<Long> index = new ArrayList<>();
    private LineCursor cursor;
    private long cursorEnd;

    RecordPlaces(Store store, String path) {
        this.store = store;
        this.path = path;
        this.name = store.describe(path);
    }

    /** A line that is there; line numbers are steps. */
    void scanned(long number, long offset, ObjectNode line) {
        StepRecord record = RecordLine.read(line, name, number);
        if (record.step() != number) {
            throw new FormatException(name + ", line " + number + ": holds step " + record.step() + ", expected step "
                    + number + ": the ledger is damaged");
        }
        remember(number, offset);
    }

    /** The line of {@code step} begins at {@code offset}. */
    void remember(long step, long offset) {
        if ((step - 1) % INDEX_EVERY == 0) {
            index.add(offset);
        }
    }

    /** The record of a step from 1 to {@code lastStep}, the last whole line of the file. */
    StepRecord read(long step, long lastStep) throws IOException {
        if (step < 1 || step > lastStep) {
            throw new IllegalArgumentException(name + " holds the steps 1.." + lastStep + ", not step " + step);
        }
        boolean behind = cursor == null || cursor.nextLine() > step || cursorEnd < step;
        if (behind || step - cursor.nextLine() > INDEX_EVERY) {
            moveCursor(step, lastStep);
        }
        String line = cursor.next();
        while (cursor.nextLine() <= step) {
            line = cursor.next();
        }
        return RecordLine.read(JsonLinesFile.parse(line, name, step), name, step);
    }

    private void moveCursor(long step, long lastStep) throws IOException {
        close();
        cursorEnd = lastStep;
        int slot = (int) ((step - 1) / INDEX_EVERY);
        cursor = new LineCursor(store.open(path), name, index.get(slot), (long) slot * INDEX_EVERY + 1);
    }

    @Override
    public void close() throws IOException {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }
}
