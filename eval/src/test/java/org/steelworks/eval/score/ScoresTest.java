package org.steelworks.eval.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {
    /** Bound for fp64 arithmetic of a few operations. */
    private static final double ROUNDING = 1e-12;

    @Test
    void theLargestLogitIsChosenAndTheFirstOfEqualOnes() {
        assertThat(ChoiceScore.of(new float[] {0, 1, 3, 2, 9}, new int[] {0, 1, 2, 3})
                        .chosen())
                .isEqualTo(2);
        assertThat(ChoiceScore.of(new float[] {5, 7, 7, 1}, new int[] {0, 1, 2, 3})
                        .chosen())
                .isEqualTo(1);
        assertThat(ChoiceScore.of(new float[] {-1, -1, -1, -1}, new int[] {3, 2, 1, 0})
                        .chosen())
                .isZero();
    }

    @Test
    void probabilitiesAreOfTheWholeVocabularyAndOfTheLettersAlone() {
        float ln2 = (float) Math.log(2);
        ChoiceScore score = ChoiceScore.of(new float[] {0, ln2, 0, 0, 0, 0, ln2}, new int[] {0, 1, 2, 3});

        // e^0 = 1 five times, 2 twice: 9 in all; among the letters 1, 2, 1, 1
        assertThat(Math.exp(score.logProbs().get(1))).isCloseTo(2.0 / 9, within(1e-7));
        assertThat(score.softmax()[1]).isCloseTo(0.4, within(1e-7));
        assertThat(score.softmax()[0]).isCloseTo(0.2, within(1e-7));
    }

    @Test
    void hugeLogitsDoNotOverflow() {
        ChoiceScore score = ChoiceScore.of(new float[] {3e38f, -3e38f, 0, 0}, new int[] {0, 1, 2, 3});
        assertThat(score.logProbs().get(0)).isZero();
        assertThat(score.softmax()).containsExactly(1, 0, 0, 0);
    }

    @Test
    void meanAndItsStandardError() {
        // statistics.mean and stdev / sqrt(n) of Python for [1, 0, 0, 1, 1]: 0.6 and 0.5477225575051662 / sqrt(5)
        SampleMean mean = SampleMean.of(List.of(1.0, 0.0, 0.0, 1.0, 1.0));
        assertThat(mean.count()).isEqualTo(5);
        assertThat(mean.mean()).isCloseTo(0.6, within(ROUNDING));
        assertThat(mean.standardError()).isCloseTo(0.24494897427831783, within(ROUNDING));
    }

    @Test
    void fewSamplesHaveNoStandardError() {
        assertThat(SampleMean.of(List.of(1.0)).standardError()).isNaN();
        assertThat(SampleMean.of(List.of()).mean()).isNaN();
    }
}
