package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;

/** Articles in {@code completion}. */
final class WikiReader implements RawReader {
    @Override
    public RawRecord read(JsonNode record) throws MalformedRecord {
        return SourceText.checked(SourceText.clean(Fields.text(record, "completion")));
    }
}
