package org.steelworks.data.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceSampleTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 7", "4, 50", "5, 999", "6, 1000", "7, 2000"})
    void shouldTakeTheLeastOfAllInWhateverOrder(long seed, int documents) {
        Random random = new Random(seed);
        TraceSample sample = new TraceSample(documents);
        TreeSet<Long> least = new TreeSet<>();
        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            long hash = random.nextLong();
            boolean may = sample.mayTake(hash);
            boolean takes = sample.take(hash);
            least.add(hash);
            if (least.size() > documents) {
                least.pollLast();
            }
            assertThat(takes).isEqualTo(least.contains(hash));
            // what is left out early must not be wanted later
            assertThat(may).isEqualTo(takes);
            if (takes) {
                taken.add(hash);
            }
        }
        assertThat(taken.stream().filter(sample::mayTake)).containsExactlyInAnyOrderElementsOf(least);
    }
}
