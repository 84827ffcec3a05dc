package org.steelworks.data.corpus;

import java.util.List;

/**
 * One multiple-choice question.
 *
 * @param options the four option texts, A to D
 * @param answer index of the right option
 * @param explanation a sentence that states the fact, for the exercise books
 */
record ExamItem(World.Subject subject, String question, List<String> options, int answer, String explanation) {

    String letter() {
        return letter(answer);
    }

    static String letter(int index) {
        return String.valueOf((char) ('A' + index));
    }

    /** The prompt of the logit-based CMMLU evaluation without examples; the next token is the answer's letter. */
    String prompt() {
        StringBuilder out = new StringBuilder("以下是关于")
                .append(subject.zh())
                .append("的单项选择题，请直接给出正确答案的选项。\n\n题目：")
                .append(question);
        return appendOptions(out).append("\n答案是：").toString();
    }

    String englishPrompt() {
        StringBuilder out = new StringBuilder("The following is a multiple choice question about ")
                .append(subject.en())
                .append(".\n\n")
                .append(question);
        return appendOptions(out).append("\nAnswer: ").toString();
    }

    /** Equal for items that offer the same options for the same answer, whatever their order and the wording. */
    String identity() {
        return options.get(answer) + options.stream().sorted().toList();
    }

    private StringBuilder appendOptions(StringBuilder out) {
        for (int i = 0; i < options.size(); i++) {
            out.append('\n').append(letter(i)).append(". ").append(options.get(i));
        }
        return out;
    }
}
