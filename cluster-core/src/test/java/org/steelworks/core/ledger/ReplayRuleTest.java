package org.steelworks.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.steelworks.core.digest.Digest128;

class ReplayRuleTest {
    private static final Digest128 G = new Digest128(1, 2);
    private static final Digest128 W = new Digest128(3, 4);
    private static final StepRecord RECORDED = new StepRecord(7, StepRecord.Outcome.APPLIED, G, W, 48, 56);

    @Test
    void shouldRepeatWhereAllFieldsAreEqual() {
        ReplayRule.Decision decision =
                ReplayRule.decide(RECORDED, new StepRecord(7, StepRecord.Outcome.APPLIED, G, W, 48, 56));

        assertThat(decision).isInstanceOf(ReplayRule.Repeats.class);
        assertThat(decision.reason()).contains("step 7").contains("weights digest");
    }

    @Test
    void shouldCompareWeightsOnlyWhereBothHaveThem() {
        ReplayRule.Decision decision =
                ReplayRule.decide(RECORDED, new StepRecord(7, StepRecord.Outcome.APPLIED, G, null, 48, 56));

        assertThat(decision).isInstanceOf(ReplayRule.Repeats.class);
        assertThat(decision.reason()).doesNotContain("weights digest");
    }

    @Test
    void shouldNameEveryDifferingField() {
        StepRecord other = new StepRecord(7, StepRecord.Outcome.SKIPPED, W, G, 49, 57);

        ReplayRule.Decision decision = ReplayRule.decide(RECORDED, other);

        assertThat(decision).isInstanceOf(ReplayRule.Differs.class);
        assertThat(decision.reason())
                .contains("outcome was applied, now skipped")
                .contains("gradient digest was " + G.hex() + ", now " + W.hex())
                .contains("weights digest was " + W.hex())
                .contains("first sample was 48, now 49")
                .contains("end sample was 56, now 57");
    }

    @Test
    void shouldRefuseRecordsThatCannotBe() {
        assertThatThrownBy(() -> new StepRecord(0, StepRecord.Outcome.APPLIED, G, W, 0, 1))
                .hasMessageContaining("count from 1");
        assertThatThrownBy(() -> new StepRecord(1, StepRecord.Outcome.APPLIED, G, W, 5, 4))
                .hasMessageContaining("[5, 4)");
    }
}
