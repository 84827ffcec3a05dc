package org.steelworks.gpu.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Thousands of seeded schedules of delay, loss, duplication, kill, hang, partition and rejoin against both halves of the
 * step protocol. A failure names its seed; {@code -Dsteel.seed=N} runs that schedule alone.
 */
class StepProtocolSimulationTest {
    private static final int SCHEDULES = 10_000;

    @Test
    void shouldEndWithTheBitsOfAnUninterruptedRunInEverySchedule() {
        Long only = Long.getLong("steel.seed");
        long events = 0;
        long steppedBack = 0;
        for (long seed = only == null ? 0 : only; seed < (only == null ? SCHEDULES : only + 1); seed++) {
            SimWorld world = new SimWorld(seed);
            try {
                world.run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            events += world.events;
            steppedBack += world.steppedBack;
        }
        if (only == null) {
            assertThat(events).as("events simulated").isGreaterThan(SCHEDULES * 100L);
            assertThat(steppedBack)
                    .as("schedules that lost every holder of a bucket")
                    .isPositive();
        }
    }
}
