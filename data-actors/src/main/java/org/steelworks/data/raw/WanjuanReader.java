package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;
import org.steelworks.data.shard.FieldRule;

/** Pages in {@code content} and exam questions in {@code q_main} with its options and answer, by packing's rule. */
final class WanjuanReader implements RawReader {
    @Override
    public RawRecord read(JsonNode record) throws MalformedRecord {
        FieldRule.Row row = FieldRule.WANJUAN.of(record);
        if (row instanceof FieldRule.Unusable unusable) {
            throw new MalformedRecord(unusable.reason());
        }
        return new RawRecord.Text(((FieldRule.Text) row).text());
    }
}
