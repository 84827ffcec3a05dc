package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Conversations to chat text. An item at an even place from {@code human} is a question, one at an odd place from
 * {@code assistant} an answer, all others are dropped; question i goes with answer i.
 */
final class BelleConversationReader implements RawReader {
    private final ChatText chat;

    BelleConversationReader(ReadingRules rules) {
        this.chat = new ChatText(rules);
    }

    @Override
    public RawRecord read(JsonNode record) throws MalformedRecord {
        if (!record.has("conversations")) {
            return new RawRecord.Skipped("no key \"conversations\"");
        }
        JsonNode items = Fields.list(record, "conversations");
        List<String> questions = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            String from = Fields.text(item, "from");
            if (i % 2 == 0 && from.equals("human")) {
                questions.add(SourceText.clean(Fields.text(item, "value")));
            } else if (i % 2 == 1 && from.equals("assistant")) {
                answers.add(SourceText.clean(Fields.text(item, "value")));
            }
        }
        return SourceText.checked(chat.conversation(questions, answers));
    }
}
