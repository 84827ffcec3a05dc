package org.steelworks.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The prompt of CMMLU's evaluation by letters: a line that names the subject, worked examples, the question; the answer
 * is the next token. Examples that do not fit are left out, all of the longest length at a time; where not even the
 * question fits beside the first line, that line is left out too.
 *
 * @param subject its Chinese name
 * @param examples with answers, in order
 * @param longest most tokens that a prompt may have
 */
public record ChoicePrompt(String subject, List<ChoiceItem> examples, int longest) {
    private static final String HEADER = "以下是关于%s的单项选择题，请直接给出正确答案的选项。\n\n";
    private static final String QUESTION = "题目：";
    private static final String ANSWER = "\n答案是：";

    public ChoicePrompt {
        examples = List.copyOf(examples);
    }

    /**
     * The prompt of one question.
     *
     * @param tokens counts the tokens of a text
     */
    public String text(ChoiceItem item, ToIntFunction<String> tokens) {
        String header = HEADER.formatted(subject);
        String question = question(item);
        int fixed = tokens.applyAsInt(header) + tokens.applyAsInt(question);
        if (fixed > longest) {
            return question;
        }
        StringBuilder prompt = new StringBuilder(header);
        fitting(longest - fixed, tokens).forEach(prompt::append);
        return prompt.append(question).toString();
    }

    private List<String> fitting(int room, ToIntFunction<String> tokens) {
        List<String> kept = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (ChoiceItem example : examples) {
            String text = question(example) + example.letter() + "\n\n";
            kept.add(text);
            lengths.add(tokens.applyAsInt(text));
        }
        while (!kept.isEmpty() && sum(lengths) >= room) {
            int most = lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
            for (int i = kept.size() - 1; i >= 0; i--) {
                if (lengths.get(i) == most) {
                    kept.remove(i);
                    lengths.remove(i);
                }
            }
        }
        return kept;
    }

    private static int sum(List<Integer> lengths) {
        return lengths.stream().mapToInt(Integer::intValue).sum();
    }

    private static String question(ChoiceItem item) {
        StringBuilder text = new StringBuilder(QUESTION).append(item.question());
        for (int i = 0; i < item.options().size(); i++) {
            text.append('\n')
                    .append(ChoiceItem.LETTERS.get(i))
                    .append(". ")
                    .append(item.options().get(i));
        }
        return text.append(ANSWER).toString();
    }
}
