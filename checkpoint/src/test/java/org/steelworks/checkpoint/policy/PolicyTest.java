package org.steelworks.checkpoint.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PolicyTest {
    @Test
    void shouldSaveAtMultiplesAndAtTheLastStep() {
        SaveSchedule schedule = new SaveSchedule(4, 10);

        assertThat(LongStream.rangeClosed(0, 12)
                        .filter(step -> schedule.decide(step).due()))
                .containsExactly(4L, 8L, 10L);
        assertThat(schedule.decide(10).reason()).contains("last");
        assertThat(schedule.decide(5).reason()).contains("step 8");
        assertThat(schedule.next(0)).isEqualTo(4);
        assertThat(schedule.next(8)).isEqualTo(10);
        assertThatThrownBy(() -> new SaveSchedule(0, 10)).hasMessageContaining("every_steps");
    }

    @Test
    void shouldFlushAfterFiveLinesOrOneSecond() {
        FlushSchedule schedule = FlushSchedule.DEFAULT;

        assertThat(schedule.decide(0, 10_000_000_000L).due()).isFalse();
        assertThat(schedule.decide(4, 999_999_999L).due()).isFalse();
        assertThat(schedule.decide(5, 0).due()).isTrue();
        assertThat(schedule.decide(1, 1_000_000_000L).due()).isTrue();
    }

    @Test
    void shouldKeepTheNewestValidOnes() {
        assertThat(RetentionRule.decide(List.of(valid(10), valid(20), valid(30)), 2)
                        .delete())
                .containsExactly(10L);
        assertThat(RetentionRule.decide(List.of(valid(10), valid(20)), 3).delete())
                .isEmpty();
    }

    @Test
    void shouldNeverDeleteTheLastValidOne() {
        List<RetentionRule.Published> one = List.of(valid(10), broken(20), broken(30), broken(40));

        assertThat(RetentionRule.decide(one, 1).delete()).isEmpty();
        assertThat(RetentionRule.decide(List.of(broken(5), valid(10), broken(20)), 1)
                        .delete())
                .containsExactly(5L);
        assertThat(RetentionRule.decide(List.of(broken(5), broken(6)), 1).delete())
                .isEmpty();
        assertThatThrownBy(() -> RetentionRule.decide(one, 0)).hasMessageContaining("checkpoint.keep");
    }

    private static RetentionRule.Published valid(long step) {
        return new RetentionRule.Published(step, true);
    }

    private static RetentionRule.Published broken(long step) {
        return new RetentionRule.Published(step, false);
    }
}
