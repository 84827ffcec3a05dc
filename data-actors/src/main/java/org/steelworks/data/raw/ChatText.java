package org.steelworks.data.raw;

import java.util.List;

/** The chat texts of the original's question and conversation sets. Immutable, safe for any thread. */
final class ChatText {
    private static final String STRIPPED_BY_ORIGINAL = "<|im_end>\n";

    private final ReadingRules rules;

    ChatText(ReadingRules rules) {
        this.rules = rules;
    }

    /** One question with its answer, which is left open: the end of the turn is written when the text is packed. */
    static String single(String question, String answer) {
        String open = SourceText.turn("assistant", answer);
        return SourceText.SYSTEM_TURN
                + SourceText.turn("user", question)
                + open.substring(0, open.length() - SourceText.TURN_END.length());
    }

    /** Question i with answer i, as many as both have; the last answer is left open. */
    String conversation(List<String> questions, List<String> answers) {
        StringBuilder text = new StringBuilder(SourceText.SYSTEM_TURN);
        for (int i = 0; i < Math.min(questions.size(), answers.size()); i++) {
            text.append(SourceText.turn("user", questions.get(i))).append(SourceText.turn("assistant", answers.get(i)));
        }
        return withoutEnd(text.toString());
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
