package org.steelworks.ops.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.steelworks.ops.quickstart.KillPlan.Kill;

class KillPlanTest {
    @Test
    void shouldSpreadKillsOverTheStepsAndTheSlots() {
        assertThat(KillPlan.of(0, 400, 2, 0, 3).kills())
                .containsExactly(new Kill(100, 1), new Kill(200, 0), new Kill(300, 1));
        assertThat(KillPlan.of(0, 400, 1, 0, 1).kills()).containsExactly(new Kill(200, 0));
    }

    @Test
    void shouldKillOnlyWhatEarlierLivesLeft() {
        assertThat(KillPlan.of(250, 400, 2, 1, 1).kills()).isEmpty();
        assertThat(KillPlan.of(250, 400, 2, 1, 3).kills()).containsExactly(new Kill(300, 0), new Kill(350, 1));
        assertThat(KillPlan.of(250, 400, 2, 3, 1).kills()).isEmpty();
    }

    @Test
    void shouldGiveUpKillsThatNoStepIsLeftFor() {
        assertThat(KillPlan.of(397, 400, 2, 0, 10).kills()).hasSize(2).allMatch(kill -> kill.step() < 400);
        assertThat(KillPlan.of(400, 400, 2, 0, 10).kills()).isEmpty();
    }
}
