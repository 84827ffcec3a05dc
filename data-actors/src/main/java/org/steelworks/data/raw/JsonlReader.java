package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;

/** Records with a text in one field; the text stays as it is. */
final class JsonlReader implements RawReader {
    private final TextField field;

    JsonlReader(TextField field) {
        this.field = field;
    }

    @Override
    public RawRecord read(JsonNode record) throws MalformedRecord {
        JsonNode text =
                field.in(record).orElseThrow(() -> new MalformedRecord("key \"" + field.name() + "\" is missing"));
        if (text.isNull()) {
            return new RawRecord.Skipped("text is null");
        }
        if (!text.isTextual()) {
            throw new MalformedRecord("key \"" + field.name() + "\" is " + Fields.kind(text) + ", expected a string");
        }
        return new RawRecord.Text(text.textValue());
    }
}
