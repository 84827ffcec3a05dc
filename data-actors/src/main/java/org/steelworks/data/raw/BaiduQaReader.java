package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;

/** Questions by their titles, with an answer each; descriptions and categories are left out. */
final class BaiduQaReader implements RawReader {
    @Override
    public RawRecord read(JsonNode record) throws MalformedRecord {
        String question = SourceText.clean(Fields.text(record, "title"));
        String answer = SourceText.clean(Fields.text(record, "answer"));
        return SourceText.checked(ChatText.single(question, answer));
    }
}
