package org.steelworks.data.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FeedPlanTest {

    @Test
    void shouldCutAStepIntoLeavesAndMicroBatches() {
        FeedPlan plan = new FeedPlan(512, 8, 8);
        assertThat(plan.leaves()).isEqualTo(8);
        assertThat(plan.step(1)).isEqualTo(new SampleRange(0, 512));
        assertThat(plan.leaf(1, 0)).isEqualTo(new SampleRange(0, 64));
        assertThat(plan.leaf(3, 7)).isEqualTo(new SampleRange(2 * 512 + 7 * 64, 64));
        assertThat(plan.microBatch(3, 7, 5)).isEqualTo(new SampleRange(2 * 512 + 7 * 64 + 5 * 8, 8));
        assertThat(plan.nextSample(3)).isEqualTo(plan.step(4).first());
    }

    @Test
    void shouldUseEverySampleOnceInAStep() {
        FeedPlan plan = new FeedPlan(24, 2, 3);
        long next = plan.step(5).first();
        for (int leaf = 0; leaf < plan.leaves(); leaf++) {
            for (int m = 0; m < plan.accumulate(); m++) {
                assertThat(plan.microBatch(5, leaf, m).first()).isEqualTo(next);
                next = plan.microBatch(5, leaf, m).end();
            }
        }
        assertThat(next).isEqualTo(plan.step(5).end());
    }

    @Test
    void shouldRefuseWhatDoesNotDivide() {
        assertThatThrownBy(() -> new FeedPlan(512, 8, 3)).hasMessageContaining("global_batch 512");
        assertThatThrownBy(() -> new FeedPlan(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        FeedPlan plan = new FeedPlan(8, 2, 1);
        assertThatThrownBy(() -> plan.leaf(1, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plan.step(0)).hasMessageContaining("count from 1");
    }

    @Test
    void shouldBoundHowFarAheadAWorkerAsks() {
        CreditRule rule = new CreditRule(3);
        assertThat(rule.decide(10, 11)).isInstanceOf(CreditRule.Grant.class);
        assertThat(rule.decide(10, 13)).isInstanceOf(CreditRule.Grant.class);
        assertThat(rule.decide(10, 14))
                .isInstanceOfSatisfying(CreditRule.Hold.class, hold -> assertThat(hold.untilDecided())
                        .isEqualTo(11));
        assertThat(rule.decide(10, 10)).isInstanceOf(CreditRule.Stale.class);
        assertThat(rule.decide(11, 14)).isInstanceOf(CreditRule.Grant.class);
    }

    @Test
    void shouldFitCreditIntoMemory() {
        assertThat(CreditRule.within(1000, 3500, 8).stepsAhead()).isEqualTo(3);
        assertThat(CreditRule.within(1000, 900, 8).stepsAhead()).isEqualTo(1);
        assertThat(CreditRule.within(1000, 1_000_000, 8).stepsAhead()).isEqualTo(8);
    }
}
