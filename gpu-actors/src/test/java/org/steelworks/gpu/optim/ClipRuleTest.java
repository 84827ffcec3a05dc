package org.steelworks.gpu.optim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClipRuleTest {
    @Test
    void aSmallGradientIsLeftExactlyAlone() {
        ClipRule.Decision decision = ClipRule.decide(new double[] {0.25, 0.11}, 1.0);
        assertThat(decision.norm()).isEqualTo(0.6);
        assertThat(decision.factor()).isEqualTo(1f);
    }

    @Test
    void aLargeGradientIsScaledToTheBound() {
        ClipRule.Decision decision = ClipRule.decide(new double[] {9, 16}, 1.0);
        assertThat(decision.norm()).isEqualTo(5);
        assertThat(decision.factor()).isEqualTo((float) (1 / (5 + 1e-6)));
        assertThat(decision.reason()).contains("above grad_clip 1.0");
    }

    @Test
    void aNormAtTheBoundIsClippedByTheStabiliser() {
        assertThat(ClipRule.decide(new double[] {1}, 1.0).factor()).isLessThan(1f);
    }

    @Test
    void zeroMeansNoClipping() {
        assertThat(ClipRule.decide(new double[] {1e12}, 0).factor()).isEqualTo(1f);
    }
}
