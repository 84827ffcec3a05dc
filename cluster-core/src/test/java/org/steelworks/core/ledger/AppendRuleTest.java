package org.steelworks.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.digest.CanonicalJson;

class AppendRuleTest {
    private static final AppendRule.Candidate A = candidate("a.bin", 'a', 10);
    private static final AppendRule.Candidate B = candidate("b.bin", 'b', 4);
    private static final AppendRule.Candidate C = candidate("c.bin", 'c', 6);

    @Test
    void shouldBeginALedger() {
        DataLedger ledger = accepted(AppendRule.decide(DataLedger.empty(), List.of(A, B), 0));
        assertThat(ledger.blocks()).isEqualTo(14);
        assertThat(ledger.sets().get(0).segments()).hasSize(1);
        assertThat(ledger.sets().get(0).segments().get(0).carried()).isZero();
    }

    @Test
    void shouldCloseTheSegmentAndCarryItsRest() {
        DataLedger ledger = accepted(AppendRule.decide(DataLedger.empty(), List.of(A), 0));
        assertThat(carriedAt(ledger, 0)).isEqualTo(10);
        assertThat(carriedAt(ledger, 3)).isEqualTo(7);
        assertThat(carriedAt(ledger, 10)).as("a pass has just ended").isZero();
        assertThat(carriedAt(ledger, 13)).as("in the second pass").isEqualTo(7);
        DataLedger two = accepted(AppendRule.decide(ledger, List.of(B), 3));
        assertThat(carriedAt(two, 3)).isEqualTo(11);
        assertThat(carriedAt(two, 14)).isZero();
        assertThat(carriedAt(two, 15)).as("a pass of all 14 blocks").isEqualTo(13);
    }

    @Test
    void shouldRefuseTheSameContentByName() {
        DataLedger ledger = accepted(AppendRule.decide(DataLedger.empty(), List.of(A, B), 0));
        AppendRule.Candidate copy = new AppendRule.Candidate(0, "copy-of-b.bin", B.entry());
        assertThat(AppendRule.decide(ledger, List.of(C, copy), 5))
                .isInstanceOfSatisfying(AppendRule.Refuse.class, refuse -> assertThat(refuse.reason())
                        .contains("copy-of-b.bin")
                        .contains("segment 0")
                        .doesNotContain("c.bin"));
        AppendRule.Candidate twin = new AppendRule.Candidate(0, "twin.bin", C.entry());
        assertThat(AppendRule.decide(ledger, List.of(C, twin), 5))
                .isInstanceOfSatisfying(AppendRule.Refuse.class, refuse -> assertThat(refuse.reason())
                        .contains("twin.bin has the same content as c.bin"));
    }

    @Test
    void shouldBeginAMixtureAndAddToOneOfItsSets() {
        DataLedger begun = accepted(AppendRule.decide(mixture(), List.of(A, inSet(1, B)), 0));
        assertThat(begun.sets().get(0).segments()).containsExactly(new Segment(0, 0, 0, List.of(A.entry())));
        assertThat(begun.sets().get(1).segments()).containsExactly(new Segment(0, 0, 1, List.of(B.entry())));

        AppendRule.Decision decision = AppendRule.decide(begun, List.of(inSet(1, C)), 9);
        DataLedger longer = accepted(decision);
        assertThat(longer.sets().get(0)).isEqualTo(begun.sets().get(0));
        assertThat(longer.sets().get(1).segments().get(1))
                .as("set 1 has 6 of the first 9 samples, half of its second pass of 4")
                .isEqualTo(new Segment(6, 2, 2, List.of(C.entry())));
        assertThat(decision.reason())
                .isEqualTo("segment 2 begins at sample 6 of set 1: 6 new blocks permuted together"
                        + " with 2 blocks not trained yet");
        assertThat(AppendRule.decide(longer, List.of(inSet(1, candidate("d.bin", 'd', 1))), 3))
                .isInstanceOfSatisfying(AppendRule.Refuse.class, refuse -> assertThat(refuse.reason())
                        .contains("sample 2 of set 1 lies before the current segment, which begins at 6"));
    }

    @Test
    void shouldRefuseAMixtureWithAnEmptySetOrTheSameContentTwice() {
        assertThat(AppendRule.decide(mixture(), List.of(A), 0))
                .isInstanceOfSatisfying(AppendRule.Refuse.class, refuse -> assertThat(refuse.reason())
                        .contains("no shard was given for set 1"));
        AppendRule.Candidate twin = new AppendRule.Candidate(1, "twin.bin", A.entry());
        assertThat(AppendRule.decide(mixture(), List.of(A, twin), 0))
                .isInstanceOfSatisfying(AppendRule.Refuse.class, refuse -> assertThat(refuse.reason())
                        .contains("twin.bin has the same content as a.bin"));
        assertThatThrownBy(() -> AppendRule.decide(mixture(), List.of(A, inSet(2, B)), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b.bin is for set 2");
    }

    @Test
    void shouldWriteSetsAndWeightsOfAMixture() {
        DataLedger ledger = accepted(AppendRule.decide(mixture(), List.of(A, inSet(1, B)), 0));
        assertThat(ledger.toCanonicalJson())
                .isEqualTo("{\"sets\":[{\"segments\":[{\"carried\":0,\"first_sample\":0,\"key\":0,\"shards\":"
                        + "[{\"blocks\":10,\"sha256\":\"" + "a".repeat(64)
                        + "\"}]}],\"weight\":1},{\"segments\":[{\"carried\":0,\"first_sample\":0,\"key\":1,\"shards\":"
                        + "[{\"blocks\":4,\"sha256\":\"" + "b".repeat(64) + "\"}]}],\"weight\":2}]}");
        assertThat(CanonicalJson.write(CanonicalJson.read(ledger.toCanonicalJson(), "ledger")))
                .isEqualTo(ledger.toCanonicalJson());
    }

    @Test
    void shouldRefuseThePastAndTheEmpty() {
        DataLedger ledger = accepted(AppendRule.decide(DataLedger.empty(), List.of(A), 0));
        DataLedger two = accepted(AppendRule.decide(ledger, List.of(B), 8));
        assertThat(AppendRule.decide(two, List.of(C), 7)).isInstanceOf(AppendRule.Refuse.class);
        assertThat(AppendRule.decide(two, List.of(), 9)).isInstanceOf(AppendRule.Refuse.class);
        assertThat(AppendRule.decide(DataLedger.empty(), List.of(A), 1)).isInstanceOf(AppendRule.Refuse.class);
    }

    @Test
    void shouldWriteCanonicalJson() {
        DataLedger ledger = accepted(AppendRule.decide(DataLedger.empty(), List.of(A), 0));
        DataLedger two = accepted(AppendRule.decide(ledger, List.of(B), 8));
        assertThat(two.toCanonicalJson())
                .isEqualTo(
                        "{\"segments\":[{\"carried\":0,\"first_sample\":0,\"key\":0,\"shards\":[{\"blocks\":10,\"sha256\":\""
                                + "a".repeat(64)
                                + "\"}]},{\"carried\":2,\"first_sample\":8,\"key\":1,\"shards\":[{\"blocks\":4,\"sha256\":\""
                                + "b".repeat(64) + "\"}]}]}");
        assertThat(DataLedger.empty().toCanonicalJson()).isEqualTo("{\"segments\":[]}");
    }

    @Test
    void shouldRefuseALedgerThatContradictsItself() {
        Segment first = new Segment(0, 0, 0, List.of(A.entry()));
        assertThatThrownBy(() -> DataLedger.empty().with(0, new Segment(3, 0, 0, List.of(A.entry()))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DataLedger.empty().with(0, first).with(0, new Segment(4, 9, 1, List.of(B.entry()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carries 9")
                .hasMessageContaining("had 6 left");
        assertThatThrownBy(() -> mixture().with(0, first).with(1, new Segment(0, 0, 0, List.of(B.entry()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two segments of the data ledger have the key 0");
        assertThatThrownBy(() -> new ShardEntry("A".repeat(64), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ShardEntry("a".repeat(64), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTellWhatWasUsedByThen() {
        DataLedger one = accepted(AppendRule.decide(DataLedger.empty(), List.of(A), 0));
        DataLedger two = accepted(AppendRule.decide(one, List.of(B), 3));
        DataLedger three = accepted(AppendRule.decide(two, List.of(C), 3));
        assertThat(three.usedBefore(0)).isEqualTo(one);
        assertThat(three.usedBefore(3))
                .as("sample 3 is the first of the new order")
                .isEqualTo(one);
        assertThat(three.usedBefore(4)).isEqualTo(three);
        assertThat(three.usedBefore(1000)).isEqualTo(three);

        DataLedger mixed = accepted(AppendRule.decide(mixture(), List.of(A, inSet(1, B)), 0));
        DataLedger added = accepted(AppendRule.decide(mixed, List.of(C), 1));
        assertThat(added.sets().get(0).segments()).hasSize(2);
        assertThat(added.usedBefore(3))
                .as("samples 1 and 2 are of the other set")
                .isEqualTo(mixed);
        assertThat(added.usedBefore(4)).isEqualTo(added);
    }

    @Test
    void shouldLocateBlocks() {
        DataLedger ledger = accepted(AppendRule.decide(DataLedger.empty(), List.of(A, B), 0));
        BlockTable table = new BlockTable(accepted(AppendRule.decide(ledger, List.of(C), 2)));
        assertThat(table.blocks()).isEqualTo(20);
        BlockTable mixed = new BlockTable(accepted(AppendRule.decide(mixture(), List.of(inSet(1, A), B), 0)));
        assertThat(mixed.locate(3)).isEqualTo(new BlockAddress(0, 0, 0, 3));
        assertThat(mixed.locate(4)).isEqualTo(new BlockAddress(1, 0, 1, 0));
        assertThat(mixed.setOf(1)).isEqualTo(1);
        assertThat(table.locate(0)).isEqualTo(new BlockAddress(0, 0, 0, 0));
        assertThat(table.locate(9)).isEqualTo(new BlockAddress(0, 0, 0, 9));
        assertThat(table.locate(10)).isEqualTo(new BlockAddress(0, 0, 1, 0));
        assertThat(table.locate(14)).isEqualTo(new BlockAddress(0, 1, 2, 0));
        assertThat(table.locate(19)).isEqualTo(new BlockAddress(0, 1, 2, 5));
        assertThatThrownBy(() -> table.locate(20)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long carriedAt(DataLedger ledger, long sample) {
        DataLedger longer = accepted(AppendRule.decide(ledger, List.of(C), sample));
        return longer.sets().get(0).segments().get(longer.segmentCount() - 1).carried();
    }

    private static DataLedger accepted(AppendRule.Decision decision) {
        assertThat(decision).as(decision.reason()).isInstanceOf(AppendRule.Accept.class);
        return ((AppendRule.Accept) decision).ledger();
    }

    private static DataLedger mixture() {
        return DataLedger.empty(List.of(1L, 2L));
    }

    private static AppendRule.Candidate inSet(int set, AppendRule.Candidate shard) {
        return new AppendRule.Candidate(set, shard.name(), shard.entry());
    }

    private static AppendRule.Candidate candidate(String name, char hex, long blocks) {
        return new AppendRule.Candidate(
                0, name, new ShardEntry(String.valueOf(hex).repeat(64), blocks));
    }
}
