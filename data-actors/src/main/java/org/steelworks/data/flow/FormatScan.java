package org.steelworks.data.flow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * Decides on the format of a file by what is in it.
 *
 * @param source its name, which decides on the compression
 */
record FormatScan(String source, Path path, TextField field) {
    private static final int LONGEST_LOOKED_AT = 1 << 20;

    RawFormat format() throws IOException {
        Container container = Container.of(source, path, RawFormat.AUTO, ReadingRules.CORRECTED);
        Optional<RawFormat> found;
        String looked;
        if (container == Container.TABLE) {
            Optional<List<String>> columns = FormatDetection.columns(path);
            if (columns.isEmpty()) {
                return RawFormat.JSONL;
            }
            found = FormatDetection.ofColumns(columns.get(), field);
            looked = "the columns " + columns.get() + " are not those of a known table, with ";
        } else {
            List<RawLine> first = first(container);
            if (!first.isEmpty() && first.stream().allMatch(record -> record.last())) {
                // Nothing can be read: reading the file says so again, and the other files are read.
                return RawFormat.JSONL;
            }
            found = FormatDetection.of(first, field);
            looked = "none of the first " + first.size() + " records is a JSON object with ";
        }
        if (found.isEmpty()
                && NameRule.of(RawFormat.TXT, ReadingRules.CORRECTED).takes(source)) {
            return RawFormat.TXT;
        }
        return found.orElseThrow(() -> new PrepareFailure(path + ": " + looked + FormatDetection.LOOKED_FOR
                + "; name the format or the text field, or remove the file from the input"));
    }

    private List<RawLine> first(Container container) throws IOException {
        List<RawLine> first = new ArrayList<>();
        Reading reading = Reading.whole(LONGEST_LOOKED_AT, ReadingRules.CORRECTED);
        try (RecordSource records =
                OpenRecords.open(path, source, container, List.of(), reading).records()) {
            for (RawLine record = records.next();
                    record != null && first.size() < FormatDetection.RECORDS;
                    record = records.next()) {
                first.add(record);
            }
        }
        return first;
    }
}
