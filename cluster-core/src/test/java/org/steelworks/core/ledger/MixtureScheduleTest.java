package org.steelworks.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixtureScheduleTest {

    @Test
    void shouldDrawTheDocumentedExample() {
        MixtureSchedule mixture = new MixtureSchedule(
                List.of(1L, 2L), List.of(new WeightChange(4, List.of(2L, 1L)), new WeightChange(10, List.of(0L, 1L))));
        assertThat(drawn(mixture, 14)).isEqualTo("a0 b0 b1 a1 a2 a3 b2 a4 a5 b3 b4 b5 b6 b7");
    }

    @Test
    void shouldBeTheMixtureOfItsWeightsWhileNothingChanges() {
        List<Long> weights = List.of(5L, 3L, 2L);
        MixtureSchedule schedule = new MixtureSchedule(weights, List.of());
        Mixture mixture = new Mixture(weights);
        for (long n = 0; n < 300; n++) {
            assertThat(schedule.at(n)).isEqualTo(mixture.at(n));
            assertThat(schedule.count(1, n)).isEqualTo(mixture.count(1, n));
        }
    }

    @Test
    void shouldForgetTheFirstWeightsWhereOthersCountFromTheBeginning() {
        MixtureSchedule changed = new MixtureSchedule(List.of(1L, 2L), List.of(new WeightChange(0, List.of(3L, 1L))));
        assertThat(drawn(changed, 40)).isEqualTo(drawn(new MixtureSchedule(List.of(3L, 1L), List.of()), 40));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldCountEachSetWithoutGapsAndKeepItsShareFromEachChangeOn(long seed) {
        Random random = new Random(seed);
        int sets = 2 + random.nextInt(4);
        List<Long> begun = weights(random, sets);
        List<WeightChange> changes = new ArrayList<>();
        long place = random.nextInt(3) * (long) random.nextInt(200);
        for (int i = random.nextInt(8); i >= 0; i--) {
            changes.add(new WeightChange(place, weights(random, sets)));
            place += 1 + random.nextInt(250);
        }
        MixtureSchedule mixture = new MixtureSchedule(begun, changes);

        List<Long> weights = begun;
        long[] counts = new long[sets];
        long[] atChange = new long[sets];
        long changed = 0;
        for (long n = 0; n < place + 300; n++) {
            for (WeightChange change : changes) {
                if (change.firstSample() == n) {
                    weights = change.weights();
                    changed = n;
                    atChange = counts.clone();
                }
            }
            Mixture.Draw draw = mixture.at(n);
            assertThat(draw.sample())
                    .as("no sample of set %d is left out", draw.set())
                    .isEqualTo(counts[draw.set()]++);
            double total = weights.stream().mapToLong(w -> w).sum();
            for (int set = 0; set < sets; set++) {
                assertThat(mixture.count(set, n + 1)).isEqualTo(counts[set]);
                double share = (n + 1 - changed) * weights.get(set) / total;
                long since = counts[set] - atChange[set];
                assertThat(Math.abs(since - share))
                        .as("seed %d, set %d, sample %d of weights %s from %d on", seed, set, n, weights, changed)
                        .isLessThan(sets == 2 ? 1 : sets);
                if (weights.get(set) == 0) {
                    assertThat(since).as("set %d rests", set).isZero();
                }
                if ((n + 1 - changed) % (long) total == 0) {
                    assertThat(since).as("exact after whole rounds").isEqualTo((long) share);
                }
            }
        }
    }

    @Test
    void shouldRefuseChangesThatContradictOneAnother() {
        WeightChange three = new WeightChange(8, List.of(1L, 1L, 1L));
        assertThatThrownBy(() -> new MixtureSchedule(List.of(1L, 2L), List.of(three)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 sets");
        List<WeightChange> back = List.of(new WeightChange(8, List.of(1L, 1L)), new WeightChange(7, List.of(1L, 3L)));
        assertThatThrownBy(() -> new MixtureSchedule(List.of(1L, 2L), back))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sample 8");
        assertThatThrownBy(() -> new WeightChange(-1, List.of(1L, 1L))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WeightChange(0, List.of(0L, 0L))).isInstanceOf(IllegalArgumentException.class);
    }

    /** One of four rests. */
    private static List<Long> weights(Random random, int sets) {
        List<Long> weights = new ArrayList<>();
        for (int set = 0; set < sets; set++) {
            weights.add(random.nextInt(4) == 0 ? 0L : 1L + random.nextInt(12));
        }
        weights.set(random.nextInt(sets), 1L + random.nextInt(12));
        return weights;
    }

    private static String drawn(MixtureSchedule mixture, int samples) {
        List<String> drawn = new ArrayList<>();
        for (int n = 0; n < samples; n++) {
            Mixture.Draw draw = mixture.at(n);
            drawn.add((char) ('a' + draw.set()) + Long.toString(draw.sample()));
        }
        return String.join(" ", drawn);
    }
}
