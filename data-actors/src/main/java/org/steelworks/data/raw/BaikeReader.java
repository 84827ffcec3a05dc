package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;

/** Encyclopaedia entries: title：summary, then title：content of each section, without separators. */
final class BaikeReader implements RawReader {
    private static final char COLON = '：';

    @Override
    public RawRecord read(JsonNode record) throws MalformedRecord {
        String title = SourceText.clean(Fields.text(record, "title"));
        String summary = SourceText.clean(Fields.text(record, "summary"));
        if (title.isEmpty() || summary.isEmpty()) {
            return new RawRecord.Skipped("title or summary is empty");
        }
        StringBuilder text = new StringBuilder(title).append(COLON).append(summary);
        for (JsonNode section : Fields.list(record, "sections")) {
            text.append(SourceText.clean(Fields.text(section, "title")))
                    .append(COLON)
                    .append(SourceText.clean(Fields.text(section, "content")));
        }
        return SourceText.checked(text.toString());
    }
}
