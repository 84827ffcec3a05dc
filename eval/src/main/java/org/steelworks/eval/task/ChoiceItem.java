package org.steelworks.eval.task;

import java.util.List;

/**
 * A question with four options.
 *
 * @param source file and row, for messages
 * @param options texts of A, B, C and D
 * @param answer index of the right option
 */
public record ChoiceItem(String source, String question, List<String> options, int answer) {
    /** The letters of the options. */
    public static final List<String> LETTERS = List.of("A", "B", "C", "D");

    public ChoiceItem {
        options = List.copyOf(options);
        if (options.size() != LETTERS.size() || answer < 0 || answer >= LETTERS.size()) {
            throw new IllegalArgumentException(source + ": a question has the options " + LETTERS
                    + " and one of them is right; it has " + options.size() + " options and answer number " + answer);
        }
    }

    /** The right letter. */
    public String letter() {
        return LETTERS.get(answer);
    }
}
