package org.steelworks.gpu.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadlineRuleTest {
    private static final long SECOND = 1_000_000_000L;

    private final DeadlineRule rule = new DeadlineRule();

    private void measure(long seconds, int busiest) {
        for (int i = 0; i < DeadlineRule.ENOUGH; i++) {
            rule.measured(seconds * SECOND, busiest);
        }
    }

    @Test
    void shouldBePatientUntilEnoughStepsWereMeasured() {
        assertThat(rule.deadlineNs(1, 1, 4, false, false)).isEqualTo(DeadlineRule.FIRST_NS);
        measure(1, 4);
        assertThat(rule.deadlineNs(6, 1, 4, false, false)).isEqualTo(DeadlineRule.LEAST_NS);
    }

    @Test
    void shouldNotComplainOfOthersThatTakeAsLongAsItselfDid() {
        rule.computed(25 * SECOND);
        assertThat(rule.deadlineNs(1, 1, 4, false, false)).isEqualTo(75 * SECOND);
        measure(10, 4);
        assertThat(rule.deadlineNs(6, 1, 4, false, false)).isEqualTo(30 * SECOND);
    }

    @Test
    void shouldGrowWithTheLeavesOfTheBusiestMember() {
        measure(10, 4);

        assertThat(rule.deadlineNs(6, 1, 4, false, false)).isEqualTo(30 * SECOND);
        assertThat(rule.deadlineNs(6, 2, 16, false, false)).isEqualTo(120 * SECOND);
    }

    @Test
    void shouldGiveAGenerationsFirstStepAndOwnWorkMoreTime() {
        measure(10, 4);

        assertThat(rule.deadlineNs(6, 1, 4, true, false)).isEqualTo(60 * SECOND);
        assertThat(rule.deadlineNs(6, 1, 4, false, true)).isEqualTo(120 * SECOND);
    }

    @Test
    void shouldDoubleWithEachGenerationThatAComplaintEnded() {
        measure(10, 4);

        rule.complained(6, 1);
        assertThat(rule.deadlineNs(6, 1, 4, false, false)).isEqualTo(30 * SECOND);
        assertThat(rule.deadlineNs(6, 2, 4, false, false)).isEqualTo(60 * SECOND);
        rule.complained(6, 2);
        rule.complained(6, 2);
        assertThat(rule.deadlineNs(6, 2, 4, false, false)).isEqualTo(60 * SECOND);
        assertThat(rule.deadlineNs(6, 3, 4, false, false)).isEqualTo(120 * SECOND);
        assertThat(rule.deadlineNs(7, 3, 4, false, false)).isEqualTo(30 * SECOND);
        rule.measured(10 * SECOND, 4);
        assertThat(rule.deadlineNs(6, 3, 4, false, false)).isEqualTo(30 * SECOND);
    }
}
