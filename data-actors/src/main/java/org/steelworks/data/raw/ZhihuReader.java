package org.steelworks.data.raw;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.List;
import org.steelworks.data.text.PythonInteger;

/**
 * Questions and answers with votes. An answer counts as voted for when {@code upvotes}, in the JSON of {@code METADATA}, is
 * an integer once "赞同 " is taken away; "赞同 1.2 万" is none, so the most voted answers are left out as they are by the
 * original.
 */
final class ZhihuReader implements RawReader {
    static final String TOO_FEW_VOTES = "fewer than 100 votes";

    /** All four must be there, though the source is not read. */
    static final List<String> COLUMNS = List.of("INSTRUCTION", "RESPONSE", "SOURCE", "METADATA");

    private static final String VOTED = "赞同 ";
    private static final int FEWEST_VOTES = 100;
    private static final ObjectReader JSON = RecordParser.json();

    @Override
    public RawRecord read(JsonNode record) throws MalformedRecord {
        for (String column : COLUMNS) {
            Fields.required(record, column);
        }
        if (!hasVotes(metadata(record))) {
            return new RawRecord.Skipped(TOO_FEW_VOTES);
        }
        String question = SourceText.clean(Fields.text(record, "INSTRUCTION"));
        String answer = SourceText.clean(Fields.text(record, "RESPONSE"));
        return SourceText.checked(ChatText.single(question, answer));
    }

    private static JsonNode metadata(JsonNode record) throws MalformedRecord {
        JsonNode text = record.get("METADATA");
        if (!text.isTextual()) {
            throw new MalformedRecord("key \"METADATA\" is " + Fields.kind(text) + ", expected a string");
        }
        try {
            return JSON.readTree(text.textValue());
        } catch (JsonProcessingException e) {
            throw new MalformedRecord("key \"METADATA\" is not JSON: " + e.getOriginalMessage());
        }
    }

    private static boolean hasVotes(JsonNode metadata) {
        JsonNode votes = metadata.path("upvotes");
        return votes.isTextual() && PythonInteger.isAtLeast(votes.textValue().replace(VOTED, ""), FEWEST_VOTES);
    }
}
