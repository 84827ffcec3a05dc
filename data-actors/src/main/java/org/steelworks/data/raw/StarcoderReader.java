package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Source code in {@code content}, which stays as it is; only a negative number of stars leaves a file out. */
final class StarcoderReader implements RawReader {
    static final String NEGATIVE_STARS = "fewer than 0 stars";

    static final List<String> COLUMNS =
            List.of("max_stars_repo_path", "max_stars_repo_name", "max_stars_count", "id", "content");

    private final ReadingRules rules;

    StarcoderReader(ReadingRules rules) {
        this.rules = rules;
    }

    @Override
    public RawRecord read(JsonNode record) throws MalformedRecord {
        if (rules == ReadingRules.COMPAT) {
            for (String column : COLUMNS) {
                Fields.required(record, column);
            }
        }
        JsonNode content = Fields.required(record, "content");
        // The original cuts the fraction off, so that a number above -1 is not negative, and takes infinity for none.
        double stars = record.path("max_stars_count").asDouble();
        if (stars <= -1 && !Double.isInfinite(stars)) {
            return new RawRecord.Skipped(NEGATIVE_STARS);
        }
        if (content.isNull()) {
            return rules == ReadingRules.COMPAT ? new RawRecord.NoText() : new RawRecord.Skipped("content is null");
        }
        return new RawRecord.Text(Fields.text(record, "content"));
    }
}
