package org.steelworks.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixtureTest {

    @Test
    void shouldDrawTheSetsOfTheDocumentedExample() {
        assertThat(sets(new Mixture(List.of(1L, 2L)), 9)).isEqualTo("abbabbabb");
        assertThat(sets(new Mixture(List.of(5L, 3L, 2L)), 20)).isEqualTo("ababacabac".repeat(2));
        assertThat(sets(new Mixture(List.of(1L, 1L, 1L)), 6)).isEqualTo("abcabc");
        assertThat(sets(new Mixture(List.of(1L)), 3)).isEqualTo("aaa");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldGiveEverySetItsExactShareOfAnyWindow(long seed) {
        Random random = new Random(seed);
        List<Long> weights = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(4); i++) {
            weights.add(1L + random.nextInt(12));
        }
        Mixture mixture = new Mixture(weights);
        int window = (int) weights.stream().mapToLong(w -> w).sum();
        long from = random.nextInt(1000);
        long[] counts = new long[weights.size()];
        for (long n = from; n < from + window; n++) {
            counts[mixture.at(n).set()]++;
        }
        assertThat(counts)
                .as("weights %s, samples from %d", weights, from)
                .containsExactly(weights.stream().mapToLong(w -> w).toArray());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void shouldCountEachSetsSamplesWithoutGapsAndNearItsShare(long seed) {
        Random random = new Random(seed);
        List<Long> weights = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(5); i++) {
            weights.add(1L + random.nextInt(1000));
        }
        Mixture mixture = new Mixture(weights);
        double total = weights.stream().mapToLong(w -> w).sum();
        long[] counts = new long[weights.size()];
        for (long n = 0; n < 5000; n++) {
            for (int set = 0; set < counts.length; set++) {
                assertThat(mixture.count(set, n)).isEqualTo(counts[set]);
                assertThat(Math.abs(counts[set] - n * weights.get(set) / total))
                        .as("weights %s, set %d, %d samples", weights, set, n)
                        .isLessThan(weights.size() == 2 ? 1 : weights.size());
            }
            Mixture.Draw draw = mixture.at(n);
            assertThat(draw.sample()).isEqualTo(counts[draw.set()]++);
        }
    }

    @Test
    void shouldReachFarSamplesOfLargeWeights() {
        Mixture mixture = new Mixture(List.of(1L << 60, (1L << 60) + 1));
        long far = 1L << 61;
        assertThat(mixture.count(0, far) + mixture.count(1, far)).isEqualTo(far);
        assertThat(mixture.count(0, (1L << 61) + 1)).isEqualTo(1L << 60);
        Mixture.Draw draw = mixture.at(far);
        assertThat(mixture.count(draw.set(), far)).isEqualTo(draw.sample());
    }

    @Test
    void shouldTakeNothingFromASetOfWeightZero() {
        assertThat(sets(new Mixture(List.of(0L, 1L, 2L)), 9)).isEqualTo("bccbccbcc");
        assertThat(sets(new Mixture(List.of(1L, 0L, 2L)), 9)).isEqualTo("accaccacc");
        assertThat(sets(new Mixture(List.of(1L, 2L, 0L)), 9)).isEqualTo("abbabbabb");
        assertThat(sets(new Mixture(List.of(0L, 1L, 0L, 0L)), 3)).isEqualTo("bbb");
        Mixture mixture = new Mixture(List.of(0L, 1L, 0L, 0L));
        for (int set = 0; set < 4; set++) {
            assertThat(mixture.count(set, 7)).as("set %d", set).isEqualTo(set == 1 ? 7 : 0);
        }
    }

    @Test
    void shouldReduceTheWeightsOfARecipe() {
        assertThat(Mixture.wholeWeights(List.of(0.7, 0.3))).containsExactly(7L, 3L);
        assertThat(Mixture.wholeWeights(List.of(1.0, 2.0))).containsExactly(1L, 2L);
        assertThat(Mixture.wholeWeights(List.of(2.0e6, 4.0e6, 1.0e6))).containsExactly(2L, 4L, 1L);
        assertThat(Mixture.wholeWeights(List.of(0.5))).containsExactly(1L);
        assertThat(Mixture.wholeWeights(List.of(0.0, 0.5, 2.0e6))).containsExactly(0L, 1L, 4_000_000L);
        assertThat(Mixture.wholeWeights(List.of(3.0e6, 0.0))).containsExactly(1L, 0L);
        assertThat(Mixture.wholeWeights(List.of(1.0e-300, 3.0e-300))).containsExactly(1L, 3L);
        assertThat(Mixture.wholeWeights(List.of(0.123456789012345, 1.0)))
                .containsExactly(24691357802469L, 200000000000000L);
        assertThat(Mixture.wholeWeights(List.of(1.0 / 3, 2.0 / 3))).containsExactly(333333333333333L, 666666666666667L);
    }

    @Test
    void shouldRefuseWeightsThatAreNoProportion() {
        for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Mixture.wholeWeights(List.of(1.0, wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong + " is not a finite number of at least 0");
        }
        assertThatThrownBy(() -> Mixture.wholeWeights(List.of(0.0, 0.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("all weights are 0");
        assertThatThrownBy(() -> Mixture.wholeWeights(List.of(1.0, 1.0e-20)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[1.0, 1.0E-20] are in no proportion of whole numbers below 2^62");
        assertThatThrownBy(() -> new Mixture(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mixture(List.of(1L, -1L))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mixture(List.of(0L, 0L))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mixture(List.of(1L << 61, 1L << 61))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String sets(Mixture mixture, int samples) {
        StringBuilder drawn = new StringBuilder();
        for (int n = 0; n < samples; n++) {
            drawn.append((char) ('a' + mixture.at(n).set()));
        }
        return drawn.toString();
    }
}
