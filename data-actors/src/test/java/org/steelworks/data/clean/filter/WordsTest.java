package org.steelworks.data.clean.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.text.PythonText;
import org.steelworks.data.text.SpecialCharacters;

final class WordsTest {
    private static final String[] PARTS = {
        " ", " ", "\n", "\t", "a", "B", "word", "Word", "ÄÖ", "äö", "ΣΑΣ", "σας", "İ", "中文", "上", "😀", "𐐀", "𐐨",
        "\uD83D", "\uDE00", ".", "1", "\u3000", "、", "Ω", "K", "\uA7DC"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldCountAndNumberAsStringsDo(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            List<Integer> expected = numbered(text.toString());
            assertThat(Words.numbered(text.toString()))
                    .as("seed %d round %d: %s", seed, round, text)
                    .containsExactly(
                            expected.stream().mapToInt(Integer::intValue).toArray());
            assertThat(Words.count(text.toString())).isEqualTo(expected.size());
        }
    }

    private static List<Integer> numbered(String text) {
        Map<String, Integer> numbers = new HashMap<>();
        List<Integer> words = new ArrayList<>();
        for (String word : text.split("[ \n\t]")) {
            int[] lower = PythonText.lower(word).codePoints().toArray();
            int start = 0;
            int end = lower.length;
            while (start < end && SpecialCharacters.ALL.contains(lower[start])) {
                start++;
            }
            while (end > start && SpecialCharacters.ALL.contains(lower[end - 1])) {
                end--;
            }
            if (end > start) {
                String refined = new String(lower, start, end - start);
                numbers.putIfAbsent(refined, numbers.size());
                words.add(numbers.get(refined));
            }
        }
        return words;
    }
}
