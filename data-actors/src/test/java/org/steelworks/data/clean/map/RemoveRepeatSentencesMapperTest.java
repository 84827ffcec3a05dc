package org.steelworks.data.clean.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.data.text.PythonText;
import org.steelworks.data.text.SentenceSplitter;

final class RemoveRepeatSentencesMapperTest {
    private static final String[] PARTS = {
        "甲乙", "丙", "Ab c", "ab C", "x", "İ", "é", ". ", "。", "!", "?", "？", "”", "’", "......", "……", "\n", "\n\n", " ",
        "\t", "{", "6", "😀"
    };

    @ParameterizedTest
    @CsvSource({
        "1, false, true, 2",
        "2, true, true, 2",
        "3, false, false, 2",
        "4, true, false, 3",
        "5, false, true, 0",
        "6, true, false, 0"
    })
    void shouldDropWhatASetOfStringsHasSeen(long seed, boolean lowercase, boolean ignoreSpecial, long shortest) {
        Random random = new Random(seed);
        RemoveRepeatSentencesMapper mapper = new RemoveRepeatSentencesMapper(lowercase, ignoreSpecial, shortest);
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            assertThat(mapper.map(text.toString()))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(expected(text.toString(), lowercase, ignoreSpecial, shortest));
        }
    }

    private static String expected(String text, boolean lowercase, boolean ignoreSpecial, long shortest) {
        Set<String> seen = new HashSet<>();
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            StringBuilder kept = new StringBuilder();
            if (!line.isEmpty()) {
                SentenceSplitter.each(line.toCharArray(), 0, line.length(), (characters, from, to) -> {
                    String sentence = new String(characters, from, to - from);
                    String key = PythonText.strip(sentence);
                    key = lowercase ? PythonText.lower(key) : key;
                    key = ignoreSpecial ? key.replaceAll("[^a-zA-Z0-9\u4E00-\u9FA5\n\t ]", "") : key;
                    if (key.codePointCount(0, key.length()) < shortest || seen.add(key)) {
                        kept.append(sentence);
                    }
                });
            }
            lines.add(kept.toString());
        }
        return String.join("\n", lines);
    }
}
