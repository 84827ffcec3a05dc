package org.steelworks.data.flow;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steelworks.data.raw.LineSource;
import org.steelworks.data.raw.RawFile;
import org.steelworks.data.raw.RawLine;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.unit.InputFile;
import org.steelworks.data.unit.Unit;

/** The lines of one unit in batches of bounded size. Not thread-safe. */
final class UnitReader implements Closeable {
    private static final int BATCH_LINES = 128;
    private static final int BATCH_BYTES = 256 << 10;

    private final RawFile.Counted packed;
    private final LineSource lines;
    private long linesBefore;
    private long blankBefore;
    private long bytesBefore;

    private UnitReader(RawFile.Counted packed, LineSource lines) {
        this.packed = packed;
        this.lines = lines;
    }

    static UnitReader open(PrepareSpec spec, Unit unit) throws IOException {
        InputFile file = unit.file();
        long modifiedMs = Files.getLastModifiedTime(file.path()).toMillis();
        if (Files.size(file.path()) != file.bytes() || modifiedMs != file.modifiedMs()) {
            throw new IOException(file.path() + " has changed since cleaning began, from " + file.bytes() + " to "
                    + Files.size(file.path()) + " bytes; leave inputs alone while they are cleaned, then start again");
        }
        boolean fromStart = unit.start() == 0;
        RawFile.Counted packed = RawFile.open(file.path(), fromStart ? 0 : unit.start() - 1);
        try {
            InputStream content = RawFile.unpacked(file.source(), packed);
            long skipped = fromStart ? 0 : RawFile.skipToBorder(content, unit.bytes() + 1) - 1;
            // Positions in a compressed file say nothing of positions in its content; it is one unit and read to its
            // end.
            long stopAt = RawFile.isCompressed(file.source()) ? Long.MAX_VALUE : unit.end();
            boolean reportBlank = spec.rules() == ReadingRules.COMPAT;
            return new UnitReader(
                    packed, new LineSource(content, unit.start() + skipped, stopAt, spec.longestLine(), reportBlank));
        } catch (IOException e) {
            packed.close();
            throw e;
        }
    }

    /** The next lines; empty at the end of the unit. */
    Optional<LineBatch> next() throws IOException {
        List<RawLine> batch = new ArrayList<>();
        long size = 0;
        while (batch.size() < BATCH_LINES && size < BATCH_BYTES) {
            RawLine line = lines.next();
            if (line == null) {
                break;
            }
            batch.add(line);
            size += line.bytes().length;
        }
        long read = lines.lines() - linesBefore;
        long blank = lines.blankLines() - blankBefore;
        long bytes = packed.count() - bytesBefore;
        linesBefore += read;
        blankBefore += blank;
        bytesBefore += bytes;
        return read == 0 ? Optional.empty() : Optional.of(new LineBatch(batch, read, blank, bytes));
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
