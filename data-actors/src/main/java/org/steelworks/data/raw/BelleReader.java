package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Conversations to chat text. An item at an even place from {@code human} is a question, one at an odd place from
 * {@code assistant} an answer, all others are dropped; question i goes with answer i.
 */
final class BelleReader implements RawReader {
    private static final String STRIPPED_BY_ORIGINAL = "<|im_end>\n";

    private final ReadingRules rules;

    BelleReader(ReadingRules rules) {
        this.rules = rules;
    }

    @Override
    public RawRecord read(JsonNode record) {
        if (!record.isObject()) {
            return new RawRecord.Malformed("expected an object, found " + Fields.kind(record));
        }
        if (!record.has("conversations")) {
            return new RawRecord.Skipped("no key \"conversations\"");
        }
        try {
            return SourceText.checked(withoutEnd(chat(Fields.list(record, "conversations"))));
        } catch (MalformedRecord e) {
            return new RawRecord.Malformed(e.getMessage());
        }
    }

    private static String chat(JsonNode items) throws MalformedRecord {
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
        StringBuilder text = new StringBuilder(SourceText.SYSTEM_TURN);
        for (int i = 0; i < Math.min(questions.size(), answers.size()); i++) {
            text.append(SourceText.turn("user", questions.get(i))).append(SourceText.turn("assistant", answers.get(i)));
        }
        return text.toString();
    }

    private String withoutEnd(String text) {
        if (rules == ReadingRules.CORRECTED) {
            return text.substring(0, text.length() - SourceText.TURN_END.length());
        }
        int end = text.length();
        while (end > 0 && STRIPPED_BY_ORIGINAL.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }
}
