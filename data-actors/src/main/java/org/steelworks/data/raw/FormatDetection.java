package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Which format a file has, by the keys of its first sound records. */
public final class FormatDetection {
    /** Records looked at before detection gives up. */
    public static final int RECORDS = 50;

    private FormatDetection() {}

    /** The format of the first record that has the keys of one; empty when none of {@code lines} has. */
    public static Optional<RawFormat> of(List<RawLine> lines) {
        RecordParser parser = new RecordParser(record -> new RawRecord.Skipped(key(record)));
        for (RawLine line : lines) {
            if (parser.parse(line) instanceof RawRecord.Skipped found
                    && !found.reason().isEmpty()) {
                return Optional.of(RawFormat.of(found.reason()));
            }
        }
        return Optional.empty();
    }

    private static String key(JsonNode record) {
        if (record.has("title") && record.has("summary")) {
            return RawFormat.BAIKE.key();
        }
        if (record.has("conversations")) {
            return RawFormat.BELLE_CONVERSATION.key();
        }
        return record.has("text") ? RawFormat.JSONL.key() : "";
    }
}
