package org.steelworks.data.flow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.steelworks.data.raw.OpenRecords;
import org.steelworks.data.raw.RawLine;
import org.steelworks.data.raw.Reading;
import org.steelworks.data.raw.RecordSource;
import org.steelworks.data.raw.TextField;
import org.steelworks.data.unit.InputFile;
import org.steelworks.data.unit.Unit;

/** The records of one unit in batches of bounded size. Not thread-safe. */
final class UnitReader implements Closeable {
    private static final int BATCH_LINES = 128;
    private static final int BATCH_BYTES = 256 << 10;

    private final RecordSource records;
    private final LongSupplier bytesRead;
    private long linesBefore;
    private long blankBefore;
    private long bytesBefore;

    private UnitReader(OpenRecords open) {
        this.records = open.records();
        this.bytesRead = open.bytesRead();
    }

    static UnitReader open(PrepareSpec spec, Unit unit, TextField field) throws IOException {
        InputFile file = unit.file();
        long modifiedMs = Files.getLastModifiedTime(file.path()).toMillis();
        if (Files.size(file.path()) != file.bytes() || modifiedMs != file.modifiedMs()) {
            throw new IOException(file.path() + " has changed since cleaning began, from " + file.bytes() + " to "
                    + Files.size(file.path()) + " bytes; leave inputs alone while they are cleaned, then start again");
        }
        Reading reading = new Reading(unit.start(), unit.end(), spec.longestLine(), spec.rules());
        return new UnitReader(OpenRecords.open(
                file.path(), file.source(), file.container(), file.format().columns(field), reading));
    }

    /** The next records; empty at the end of the unit. */
    Optional<LineBatch> next() throws IOException {
        List<RawLine> batch = new ArrayList<>();
        long size = 0;
        while (batch.size() < BATCH_LINES && size < BATCH_BYTES) {
            RawLine line = records.next();
            if (line == null) {
                break;
            }
            batch.add(line);
            size += line.bytes().length;
        }
        long read = records.lines() - linesBefore;
        long blank = records.blankLines() - blankBefore;
        long bytes = bytesRead.getAsLong() - bytesBefore;
        linesBefore += read;
        blankBefore += blank;
        bytesBefore += bytes;
        return read == 0 && batch.isEmpty() ? Optional.empty() : Optional.of(new LineBatch(batch, read, blank, bytes));
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
