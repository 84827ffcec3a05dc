package org.steelworks.data.flow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.steelworks.data.raw.Container;
import org.steelworks.data.raw.FormatDetection;
import org.steelworks.data.raw.OpenRecords;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.RawLine;
import org.steelworks.data.raw.Reading;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.raw.RecordSource;
import org.steelworks.data.raw.TextField;

/**
 * Decides on the format of a file by what is in it. One record at a time is in memory.
 *
 * @param source its name, which decides on the compression
 * @param longest longest record looked at, in bytes: one that is read can be known
 */
record FormatScan(String source, Path path, TextField field, int longest) {
    /** What the first records say. */
    private record First(Optional<RawFormat> format, int readable, int unreadable) {}

    RawFormat format() throws IOException {
        Container container = Container.of(source, path, RawFormat.AUTO, ReadingRules.CORRECTED);
        return container == Container.TABLE ? ofTable() : ofRecords(container);
    }

    private RawFormat ofTable() throws IOException {
        Optional<List<String>> columns = FormatDetection.columns(path);
        if (columns.isEmpty()) {
            return unreadable();
        }
        return FormatDetection.ofColumns(columns.get(), field)
                .orElseThrow(() -> unknown("the columns " + columns.get() + " are not those of a known table, with "));
    }

    private RawFormat ofRecords(Container container) throws IOException {
        First first = first(container);
        if (first.format().isPresent()) {
            return first.format().get();
        }
        if (NameRule.of(RawFormat.TXT, ReadingRules.CORRECTED).takes(source)) {
            return RawFormat.TXT;
        }
        if (first.readable() == 0 && first.unreadable() > 0) {
            return unreadable();
        }
        throw unknown("none of the first " + first.readable() + " records is a JSON object with ");
    }

    /** Nothing can be read: reading the file says so again, and the other files are read. */
    private static RawFormat unreadable() {
        return RawFormat.JSONL;
    }

    private PrepareFailure unknown(String looked) {
        return new PrepareFailure(path + ": " + looked + FormatDetection.LOOKED_FOR
                + "; name the format or the text field, or remove the file from the input");
    }

    /** Records that cannot be read, such as too long ones, are passed over, as many as are looked at. */
    private First first(Container container) throws IOException {
        Reading reading = Reading.whole(longest, ReadingRules.CORRECTED);
        int readable = 0;
        int unreadable = 0;
        try (RecordSource records =
                OpenRecords.open(path, source, container, List.of(), reading).records()) {
            for (RawLine record = records.next(); record != null; record = records.next()) {
                Optional<RawFormat> format = FormatDetection.of(record, field);
                if (record.problem().isEmpty()) {
                    readable++;
                } else {
                    unreadable++;
                }
                if (format.isPresent() || Math.max(readable, unreadable) == FormatDetection.RECORDS) {
                    return new First(format, readable, unreadable);
                }
            }
        }
        return new First(Optional.empty(), readable, unreadable);
    }
}
