package org.steelworks.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.digest.CanonicalJson;

class MixtureRuleTest {
    private static final DataLedger BEGUN = accepted(
            AppendRule.decide(DataLedger.empty(List.of(1L, 2L)), List.of(shard(0, 'a', 10), shard(1, 'b', 4)), 0));

    @Test
    void shouldDrawWithOtherWeightsFromASampleOn() {
        AppendRule.Decision decision = MixtureRule.decide(BEGUN, List.of(3L, 1L), 9);
        DataLedger mixed = accepted(decision);

        assertThat(decision.reason()).isEqualTo("sets are drawn as 3 : 1 from sample 9 of the run on");
        assertThat(mixed.sets()).as("what they have and what they delivered").isEqualTo(BEGUN.sets());
        assertThat(mixed.weights()).containsExactly(3L, 1L);
        for (long n = 0; n < 9; n++) {
            assertThat(mixed.mixture().at(n)).isEqualTo(BEGUN.mixture().at(n));
        }
        assertThat(mixed.mixture().count(0, 9)).isEqualTo(3);
        assertThat(mixed.mixture().count(0, 13)).isEqualTo(6);
        assertThat(mixed.mixture().count(1, 13)).isEqualTo(7);
    }

    @Test
    void shouldAddWhereTheSetsStandAfterAChange() {
        DataLedger mixed = accepted(MixtureRule.decide(BEGUN, List.of(3L, 1L), 9));
        DataLedger longer = accepted(AppendRule.decide(mixed, List.of(shard(1, 'c', 6)), 13));
        assertThat(longer.sets().get(1).segments().get(1))
                .as("six samples before the change and one behind it, one of the second pass is left")
                .isEqualTo(new Segment(7, 1, 2, List.of(shard(1, 'c', 6).entry())));
        assertThat(longer.changes()).isEqualTo(mixed.changes());
    }

    @Test
    void shouldGiveTheSameLedgerInWhicheverOrderTheyComeInTogether() {
        List<AppendRule.Candidate> added = List.of(shard(0, 'c', 6));
        DataLedger first = accepted(AppendRule.decide(BEGUN, added, 9));
        assertThat(accepted(MixtureRule.decide(first, List.of(0L, 1L), 9)))
                .isEqualTo(
                        accepted(AppendRule.decide(accepted(MixtureRule.decide(BEGUN, List.of(0L, 1L), 9)), added, 9)));
    }

    @Test
    void shouldKeepTheLastOfTheWeightsThatComeInTogether() {
        DataLedger once = accepted(MixtureRule.decide(BEGUN, List.of(3L, 1L), 9));
        DataLedger twice = accepted(MixtureRule.decide(once, List.of(1L, 1L), 9));
        assertThat(twice.changes()).containsExactly(new WeightChange(9, List.of(1L, 1L)));
        DataLedger back = accepted(MixtureRule.decide(once, List.of(1L, 2L), 9));
        assertThat(back.changes()).containsExactly(new WeightChange(9, List.of(1L, 2L)));
    }

    @Test
    void shouldRefuseWhatChangesNothingOrThePast() {
        assertThat(MixtureRule.decide(BEGUN, List.of(1L, 2L), 9))
                .isInstanceOfSatisfying(AppendRule.Refuse.class, refuse -> assertThat(refuse.reason())
                        .isEqualTo("the run draws its sets as 1 : 2 already"));
        DataLedger mixed = accepted(MixtureRule.decide(BEGUN, List.of(3L, 1L), 9));
        assertThat(MixtureRule.decide(mixed, List.of(3L, 1L), 30)).isInstanceOf(AppendRule.Refuse.class);
        assertThat(MixtureRule.decide(mixed, List.of(1L, 2L), 8))
                .isInstanceOfSatisfying(AppendRule.Refuse.class, refuse -> assertThat(refuse.reason())
                        .contains("behind sample 8 the weights were changed already"));
        DataLedger added = accepted(AppendRule.decide(BEGUN, List.of(shard(1, 'c', 6)), 9));
        assertThat(MixtureRule.decide(added, List.of(3L, 1L), 6))
                .isInstanceOfSatisfying(AppendRule.Refuse.class, refuse -> assertThat(refuse.reason())
                        .contains("behind sample 6 data were added to set 1 already"));
        assertThatThrownBy(() -> MixtureRule.decide(BEGUN, List.of(1L, 2L, 3L), 9))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseTheMixtureOfASoleSet() {
        DataLedger one = accepted(AppendRule.decide(DataLedger.empty(), List.of(shard(0, 'a', 10)), 0));
        assertThat(MixtureRule.decide(one, List.of(3L), 9))
                .isInstanceOfSatisfying(AppendRule.Refuse.class, refuse -> assertThat(refuse.reason())
                        .contains("one shard set"));
        assertThatThrownBy(() -> new DataLedger(one.sets(), List.of(new WeightChange(9, List.of(3L)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sole set");
    }

    @Test
    void shouldTellWhatWasUsedByThen() {
        DataLedger mixed = accepted(MixtureRule.decide(BEGUN, List.of(3L, 1L), 9));
        DataLedger later = accepted(MixtureRule.decide(mixed, List.of(0L, 1L), 20));
        assertThat(later.usedBefore(9)).as("nothing was drawn with them yet").isEqualTo(BEGUN);
        assertThat(later.usedBefore(10)).isEqualTo(mixed);
        assertThat(later.usedBefore(20)).isEqualTo(mixed);
        assertThat(later.usedBefore(21)).isEqualTo(later);
        DataLedger resting = accepted(AppendRule.decide(later, List.of(shard(0, 'c', 6)), 24));
        assertThat(resting.usedBefore(1000))
                .as("a set that rests has delivered nothing of what it got")
                .isEqualTo(later);
        DataLedger again = accepted(MixtureRule.decide(resting, List.of(1L, 1L), 30));
        assertThat(again.usedBefore(30)).isEqualTo(later);
        assertThat(again.usedBefore(31)).isEqualTo(again);
    }

    @Test
    void shouldWriteWeightsBeforeTheSetsInTheCanonicalText() {
        DataLedger mixed = accepted(MixtureRule.decide(BEGUN, List.of(3L, 1L), 9));
        DataLedger later = accepted(MixtureRule.decide(mixed, List.of(0L, 1L), 20));
        assertThat(later.toCanonicalJson())
                .isEqualTo("{\"mixtures\":[{\"first_sample\":9,\"weights\":[3,1]},"
                        + "{\"first_sample\":20,\"weights\":[0,1]}],"
                        + BEGUN.toCanonicalJson().substring(1));
        assertThat(CanonicalJson.write(CanonicalJson.read(later.toCanonicalJson(), "ledger")))
                .isEqualTo(later.toCanonicalJson());
    }

    private static DataLedger accepted(AppendRule.Decision decision) {
        assertThat(decision).as(decision.reason()).isInstanceOf(AppendRule.Accept.class);
        return ((AppendRule.Accept) decision).ledger();
    }

    private static AppendRule.Candidate shard(int set, char hex, long blocks) {
        return new AppendRule.Candidate(
                set, hex + ".bin", new ShardEntry(String.valueOf(hex).repeat(64), blocks));
    }
}
