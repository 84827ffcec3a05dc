package org.steelworks.gpu.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.ValidationLosses;

class OutcomeRuleTest {
    private static Decision decide(boolean perToken, double clip, double[] losses, long[] targets, double square) {
        StepScience science = new StepScience(
                losses.length, 1, perToken, clip, step -> 0.5, 10, step -> false, step -> false, 0, parts -> parts[0]);
        Prepared share = new Prepared(
                1,
                new int[] {0},
                new double[] {square},
                new Digest128[] {new Digest128(1, 2)},
                0,
                losses,
                targets,
                new Digest128[0],
                ValidationLosses.NONE);
        return new OutcomeRule(science).decide(1, 0, false, List.of(share)).decision();
    }

    @Test
    void leavesCountAlikeWhereTheLossIsAMeanOverMicroBatches() {
        Decision decision = decide(false, 1, new double[] {2, 4}, new long[] {1, 9}, 16);

        assertThat(decision.loss()).isEqualTo(3);
        assertThat(decision.gradNorm()).isEqualTo(4);
        assertThat(decision.gradientScale()).isEqualTo(1 / (4 + 1e-6));
    }

    @Test
    void targetsCountAlikeWhereTheLossIsAMeanOverThem() {
        // the reduced gradient is a mean over 2 leaves of sums over 1 and 9 targets: the mean over 10 is a fifth of it
        Decision decision = decide(true, 0.4, new double[] {2, 18}, new long[] {1, 9}, 16);

        assertThat(decision.loss()).isEqualTo(2);
        assertThat(decision.gradNorm()).isEqualTo(0.8);
        assertThat(decision.gradientScale()).isEqualTo(0.4 / (0.8 + 1e-6) * 0.2);
    }

    @Test
    void aStepWithoutAnyTargetIsNotFinite() {
        Decision decision = decide(true, 1, new double[] {0, 0}, new long[] {0, 0}, 0);

        assertThat(decision.loss()).isNaN();
        assertThat(decision.apply()).isFalse();
    }
}
