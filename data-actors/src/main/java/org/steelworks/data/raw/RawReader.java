package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;

/** The rule that makes a text of one record of a raw format. Implementations are immutable and safe for any thread. */
public interface RawReader {
    /** Never throws for what is wrong with the record itself. */
    RawRecord read(JsonNode record);
}
