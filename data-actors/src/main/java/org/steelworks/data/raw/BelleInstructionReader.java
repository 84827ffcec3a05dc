package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;

/** Instructions: the instruction, a line feed, the output. Not a chat text, and {@code input} is left out. */
final class BelleInstructionReader implements RawReader {
    @Override
    public RawRecord read(JsonNode record) throws MalformedRecord {
        if (!record.has("instruction")) {
            return new RawRecord.Skipped("no key \"instruction\"");
        }
        String instruction = SourceText.clean(Fields.text(record, "instruction"));
        return SourceText.checked(instruction + "\n" + SourceText.clean(Fields.text(record, "output")));
    }
}
