package org.steelworks.data.raw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The records of a file that is open.
 *
 * @param records closes the file
 * @param bytesRead bytes read from disk so far
 */
public record OpenRecords(RecordSource records, LongSupplier bytesRead) {
    /**
     * Opens a file. By the original's rules an array or a table is read to its end first, since the original gets no
     * record of one that is at fault anywhere.
     *
     * @param name decides on the compression
     * @param columns that are read where the file is a table
     */
    public static OpenRecords open(Path path, String name, Container container, List<String> columns, Reading reading)
            throws IOException {
        if (reading.rules() == ReadingRules.COMPAT) {
            Optional<String> fault =
                    switch (container) {
                        case ARRAY -> arrayFault(path, name);
                        case TABLE -> tableFault(path, columns, reading);
                        case LINES, PARAGRAPHS, ARCHIVE -> Optional.empty();
                    };
            if (fault.isPresent()) {
                return unreadable(fault.get(), reading);
            }
        }
        return container == Container.TABLE ? table(path, columns, reading) : stream(path, name, container, reading);
    }

    private static OpenRecords table(Path path, List<String> columns, Reading reading) throws IOException {
        try {
            TableSource table = TableSource.open(path, columns, reading);
            return new OpenRecords(table, table::bytesRead);
        } catch (DamagedInput e) {
            return unreadable(e.getMessage(), reading);
        }
    }

    /** What is wrong with a file as a whole is told in the part where it begins. */
    private static OpenRecords unreadable(String problem, Reading reading) {
        return new OpenRecords(new UnreadableSource(problem, reading.start() == 0), () -> 0);
    }

    private static OpenRecords stream(Path path, String name, Container container, Reading reading) throws IOException {
        boolean divisible = container.isDivisible(name);
        boolean fromStart = reading.start() == 0;
        RawFile.Counted packed = RawFile.open(path, fromStart ? 0 : reading.start() - 1);
        try {
            InputStream content = RawFile.unpacked(name, packed);
            long skipped = fromStart ? 0 : RawFile.skipToBorder(content, reading.bytes() + 1) - 1;
            // Positions in a compressed file say nothing of positions in its content.
            long stopAt = divisible ? reading.end() : Long.MAX_VALUE;
            long offset = reading.start() + skipped;
            int longest = reading.longest();
            boolean reportBlank = reading.rules() == ReadingRules.COMPAT;
            RecordSource records =
                    switch (container) {
                        case LINES -> new LineSource(content, offset, stopAt, longest, reportBlank);
                        case PARAGRAPHS ->
                            new ParagraphSource(new LineSource(content, offset, stopAt, longest, false), longest);
                        case ARRAY -> new ArraySource(content, longest);
                        case ARCHIVE ->
                            new LineSource(new ArchiveStream(content), offset, stopAt, longest, reportBlank);
                        case TABLE -> throw new IllegalArgumentException("a table is not read as a stream");
                    };
            return new OpenRecords(records, packed::count);
        } catch (IOException e) {
            packed.close();
            throw e;
        }
    }

    private static Optional<String> arrayFault(Path path, String name) throws IOException {
        try (InputStream content = RawFile.unpacked(name, RawFile.open(path, 0));
                JsonParser parser = RecordParser.json().createParser(content)) {
            if (parser.nextToken() == null) {
                return Optional.of("the file holds no JSON");
            }
            parser.skipChildren();
            JsonToken behind = parser.nextToken();
            return behind == null ? Optional.empty() : Optional.of("the file goes on behind its JSON value");
        } catch (DamagedInput e) {
            return Optional.of(e.getMessage());
        } catch (JsonProcessingException e) {
            return Optional.of(
                    "the file is not one JSON array at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage());
        }
    }

    private static Optional<String> tableFault(Path path, List<String> columns, Reading reading) throws IOException {
        try (TableSource table = TableSource.open(path, columns, reading)) {
            for (RawLine row = table.next(); row != null; row = table.next()) {
                if (table.isDamaged()) {
                    return Optional.of(row.problem());
                }
            }
            return Optional.empty();
        } catch (DamagedInput e) {
            return Optional.of(e.getMessage());
        }
    }
}
