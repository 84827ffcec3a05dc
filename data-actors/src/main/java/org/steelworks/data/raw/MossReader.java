package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Conversations in turns of {@code human} and {@code assistant}; the category must be there and is left out. */
final class MossReader implements RawReader {
    private final ChatText chat;

    MossReader(ReadingRules rules) {
        this.chat = new ChatText(rules);
    }

    @Override
    public RawRecord read(JsonNode record) throws MalformedRecord {
        Fields.required(record, "category");
        List<String> questions = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (JsonNode turn : Fields.list(record, "conversation")) {
            questions.add(SourceText.clean(Fields.text(turn, "human")));
            answers.add(SourceText.clean(Fields.text(turn, "assistant")));
        }
        return SourceText.checked(chat.conversation(questions, answers));
    }
}
