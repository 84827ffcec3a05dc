package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;

/** Tasks with an input and a target; the kind of task must be there and is left out. */
final class FireflyReader implements RawReader {
    @Override
    public RawRecord read(JsonNode record) throws MalformedRecord {
        Fields.text(record, "kind");
        String input = SourceText.clean(Fields.text(record, "input"));
        String target = SourceText.clean(Fields.text(record, "target"));
        return SourceText.checked(ChatText.single(input, target));
    }
}
