package org.steelworks.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChoicePromptTest {
    private static final ChoiceItem QUESTION = new ChoiceItem("q", "天上有什么？", List.of("云", "鱼", "树", "石"), 0);
    private static final ChoiceItem SHORT = new ChoiceItem("s", "短", List.of("1", "2", "3", "4"), 1);
    private static final ChoiceItem LONG = new ChoiceItem("l", "一个长得多的例子", List.of("1", "2", "3", "4"), 2);
    private static final String HEADER = "以下是关于艺术学的单项选择题，请直接给出正确答案的选项。\n\n";
    private static final String ASKED = "题目：天上有什么？\nA. 云\nB. 鱼\nC. 树\nD. 石\n答案是：";
    private static final String SHORT_TEXT = "题目：短\nA. 1\nB. 2\nC. 3\nD. 4\n答案是：B\n\n";
    private static final String LONG_TEXT = "题目：一个长得多的例子\nA. 1\nB. 2\nC. 3\nD. 4\n答案是：C\n\n";

    @Test
    void withoutExamplesHeaderAndQuestion() {
        assertThat(prompt(1000)).isEqualTo(HEADER + ASKED);
    }

    @Test
    void examplesStandInOrderWithTheirLetters() {
        assertThat(prompt(1000, LONG, SHORT)).isEqualTo(HEADER + LONG_TEXT + SHORT_TEXT + ASKED);
    }

    @Test
    void theLongestExampleGoesFirst() {
        int full = (HEADER + LONG_TEXT + SHORT_TEXT + ASKED).length();
        assertThat(prompt(full + 1, LONG, SHORT)).contains(LONG_TEXT);
        assertThat(prompt(full, LONG, SHORT)).isEqualTo(HEADER + SHORT_TEXT + ASKED);
    }

    @Test
    void examplesOfEqualLengthGoTogether() {
        int two = (HEADER + SHORT_TEXT + SHORT_TEXT + ASKED).length();
        assertThat(prompt(two, SHORT, SHORT)).isEqualTo(HEADER + ASKED);
    }

    @Test
    void whereTheQuestionAloneIsTooLongTheHeaderGoesToo() {
        assertThat(prompt((HEADER + ASKED).length())).isEqualTo(HEADER + ASKED);
        assertThat(prompt((HEADER + ASKED).length() - 1, SHORT)).isEqualTo(ASKED);
    }

    @Test
    void aQuestionHasFourOptions() {
        assertThatThrownBy(() -> new ChoiceItem("exam.csv, line 3", "?", List.of("1", "2"), 0))
                .hasMessageContaining("exam.csv, line 3")
                .hasMessageContaining("2 options");
    }

    private static String prompt(int longest, ChoiceItem... examples) {
        return new ChoicePrompt("艺术学", List.of(examples), longest).text(QUESTION, String::length);
    }
}
