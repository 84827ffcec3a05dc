package org.steelworks.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NumberingTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 26})
    void shouldNumberAsAMapOfStrings(int letters) {
        Random random = new Random(letters);
        Numbering numbering = new Numbering(random.nextInt(20));
        Map<String, Integer> expected = new HashMap<>();
        for (int round = 0; round < 20_000; round++) {
            char[] text = new char[random.nextInt(8) + 4];
            for (int i = 0; i < text.length; i++) {
                text[i] = (char) ('a' + random.nextInt(letters));
            }
            int from = random.nextInt(4);
            int to = from + random.nextInt(text.length - from + 1);
            String part = new String(text, from, to - from);
            expected.putIfAbsent(part, expected.size());
            assertThat(numbering.of(text, from, to)).as(part).isEqualTo(expected.get(part));
            assertThat(numbering.size()).isEqualTo(expected.size());
        }
    }
}
