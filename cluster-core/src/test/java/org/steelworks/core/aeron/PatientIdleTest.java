package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatientIdleTest {
    private static final long LONGEST_NS = 16_000_000;

    @Test
    void sleepsAreAShareOfTheIdleTimeAndBounded() {
        assertThat(PatientIdle.sleepNs(0, LONGEST_NS)).isEqualTo(1_000);
        assertThat(PatientIdle.sleepNs(64_000_000, LONGEST_NS)).isEqualTo(4_000_000);
        assertThat(PatientIdle.sleepNs(Long.MAX_VALUE, LONGEST_NS)).isEqualTo(LONGEST_NS);
    }

    @Test
    void shortSleepsAreLeftSoon() {
        long slept = 0;
        int sleeps = 0;
        while (PatientIdle.sleepNs(slept, LONGEST_NS) < LONGEST_NS) {
            slept += PatientIdle.sleepNs(slept, LONGEST_NS);
            sleeps++;
        }
        assertThat(sleeps).isLessThan(300);
        assertThat(slept).isLessThan(300_000_000L);
    }
}
