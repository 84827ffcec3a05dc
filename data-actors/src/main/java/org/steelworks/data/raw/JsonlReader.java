package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;

/** Records with a {@code text}; the text stays as it is. */
final class JsonlReader implements RawReader {
    @Override
    public RawRecord read(JsonNode record) {
        try {
            JsonNode text = Fields.required(record, "text");
            return text.isNull()
                    ? new RawRecord.Skipped("text is null")
                    : new RawRecord.Text(Fields.text(record, "text"));
        } catch (MalformedRecord e) {
            return new RawRecord.Malformed(e.getMessage());
        }
    }
}
