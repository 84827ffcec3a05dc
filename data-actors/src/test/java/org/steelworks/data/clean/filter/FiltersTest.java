package org.steelworks.data.clean.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.clean.Verdict;

final class FiltersTest {

    @Test
    void shouldKeepBothEndsOfTheRangeAndSayWhyNot() {
        TextLengthFilter filter = new TextLengthFilter(3, 5);

        assertThat(filter.judge("abc")).isEqualTo(new Verdict(true, "text_len", 3, ""));
        assertThat(filter.judge("a😀b中")).isEqualTo(new Verdict(true, "text_len", 4, ""));
        assertThat(filter.judge("abcde").keep()).isTrue();
        assertThat(filter.judge("ab")).isEqualTo(new Verdict(false, "text_len", 2, "text_len 2 is below min_len 3"));
        assertThat(filter.judge("abcdef"))
                .isEqualTo(new Verdict(false, "text_len", 6, "text_len 6 is above max_len 5"));
        assertThat(filter.judge("").value()).isZero();
    }

    @Test
    void shouldComputeThePublishedRepetitionRatios() {
        CharacterRepetitionFilter filter = new CharacterRepetitionFilter(10, 0.0, 0.4);

        assertThat(filter.judge("a a a a a a a a a a a a a"))
                .isEqualTo(new Verdict(false, "char_rep_ratio", 0.5, "char_rep_ratio 0.5 is above max_ratio 0.4"));
        assertThat(filter.judge("abcdefghij".repeat(5)).value()).isEqualTo(0.3170731707317073);
        assertThat(filter.judge("abcdefghi").value()).isZero();
        assertThat(filter.judge("").keep()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10})
    void shouldAgreeWithCountingStrings(int n) {
        Random random = new Random(n);
        CharacterRepetitionFilter filter = new CharacterRepetitionFilter(n, 0.0, 1.0);
        int[] alphabet = {'a', 'b', 0x4E2D, 0x1F600};
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(120);
            int letters = 1 + random.nextInt(alphabet.length);
            for (int i = 0; i < length; i++) {
                text.appendCodePoint(alphabet[random.nextInt(letters)]);
            }
            assertThat(filter.judge(text.toString()).value())
                    .as("n %d, text %s", n, text)
                    .isEqualTo(ratioByStrings(text.toString(), n));
        }
    }

    private static double ratioByStrings(String text, int n) {
        List<Integer> codePoints = text.codePoints().boxed().toList();
        Map<List<Integer>, Integer> counts = new HashMap<>();
        for (int i = 0; i + n <= codePoints.size(); i++) {
            counts.merge(codePoints.subList(i, i + n), 1, Integer::sum);
        }
        if (counts.isEmpty()) {
            return 0.0;
        }
        List<Integer> sorted =
                counts.values().stream().sorted(Comparator.reverseOrder()).toList();
        long repeated = sorted.stream().filter(f -> f > 1).count();
        long top = Math.min((long) Math.sqrt(sorted.size()), repeated);
        int sum = sorted.stream().limit(top).mapToInt(Integer::intValue).sum();
        return (double) sum / (codePoints.size() - n + 1);
    }

    @Test
    void shouldRefuseBoundsThatNothingCanMeet() {
        assertThatThrownBy(() -> new TextLengthFilter(10, 5)).hasMessageContaining("min_len 10 is above max_len 5");
        assertThatThrownBy(() -> new CharacterRepetitionFilter(0, 0, 1)).hasMessageContaining("rep_len 0");
    }
}
