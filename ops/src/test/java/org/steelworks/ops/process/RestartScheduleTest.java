package org.steelworks.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.steelworks.ops.process.RestartSchedule.Decision;
import org.steelworks.ops.process.RestartSchedule.End;
import org.steelworks.ops.process.RestartSchedule.History;

class RestartScheduleTest {
    private final RestartSchedule schedule = RestartSchedule.DEFAULT;

    @Test
    void shouldDoubleThePauseUpToTenSeconds() {
        long[] expected = {100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000};
        History history = History.NONE;
        for (long pause : expected) {
            Decision decision = schedule.decide(history, new End("killed", true, 1000));
            assertThat(decision.restart()).isTrue();
            assertThat(decision.pauseMs()).isEqualTo(pause);
            history = decision.history();
        }
    }

    @Test
    void shouldNeverOverflowThePause() {
        History history = new History(1_000_000, 0, "");

        assertThat(schedule.decide(history, new End("killed", true, 0)).pauseMs())
                .isEqualTo(10_000);
    }

    @Test
    void shouldStartOverAfterACalmLife() {
        History history = new History(7, 0, "killed");

        assertThat(schedule.decide(history, new End("killed", true, 29_999)).pauseMs())
                .isEqualTo(10_000);
        Decision calm = schedule.decide(history, new End("killed", true, 30_000));
        assertThat(calm.pauseMs()).isEqualTo(100);
        assertThat(schedule.decide(calm.history(), new End("killed", true, 0)).pauseMs())
                .isEqualTo(200);
    }

    @Test
    void shouldGiveUpAfterFiveEqualEndsBeforeBeingUp() {
        History history = History.NONE;
        for (int i = 0; i < 4; i++) {
            Decision decision = schedule.decide(history, new End("code 3", false, 10));
            assertThat(decision.restart()).isTrue();
            history = decision.history();
        }

        Decision last = schedule.decide(history, new End("code 3", false, 10));

        assertThat(last.restart()).isFalse();
        assertThat(last.reason()).isEqualTo("given up after 5 starts that ended alike: code 3");
    }

    @Test
    void shouldNotGiveUpWhileEndsDifferOrAProcessCameUp() {
        History history = new History(4, 4, "code 3");

        assertThat(schedule.decide(history, new End("code 4", false, 10)).restart())
                .isTrue();
        assertThat(schedule.decide(history, new End("code 4", false, 10))
                        .history()
                        .same())
                .isEqualTo(1);
        assertThat(schedule.decide(history, new End("code 3", true, 10)).restart())
                .isTrue();
        assertThat(schedule.decide(history, new End("code 3", true, 10))
                        .history()
                        .same())
                .isZero();
    }
}
