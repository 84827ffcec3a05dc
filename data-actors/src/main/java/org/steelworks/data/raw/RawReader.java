package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;

/** The rule that makes a text of one record of a raw format. Implementations are immutable and safe for any thread. */
interface RawReader {
    /**
     * Text, or why there is none.
     *
     * @param record a JSON object
     * @throws MalformedRecord when the record does not have the format
     */
    RawRecord read(JsonNode record) throws MalformedRecord;
}
