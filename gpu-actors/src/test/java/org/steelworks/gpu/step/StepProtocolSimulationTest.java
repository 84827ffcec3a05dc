package org.steelworks.gpu.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Thousands of seeded schedules of delay, loss, duplication, kill, hang, partition, rejoin and changed data against both halves
 * of the step protocol. A failure names its seed; {@code -Dsteel.seed=N} runs that schedule alone.
 */
class StepProtocolSimulationTest {
    private static final int SCHEDULES = 15_000;

    @Test
    void shouldEndWithTheBitsOfAnUninterruptedRunInEverySchedule() {
        Long only = Long.getLong("steel.seed");
        long events = 0;
        long steppedBack = 0;
        long dropped = 0;
        long moved = 0;
        long stops = 0;
        long notFinite = 0;
        int undisturbed = 0;
        Map<String, Integer> faults = new TreeMap<>();
        for (long seed = only == null ? 0 : only; seed < (only == null ? SCHEDULES : only + 1); seed++) {
            SimWorld world = new SimWorld(seed);
            try {
                world.run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            events += world.events;
            steppedBack += world.steppedBack;
            dropped += world.dropped;
            moved += world.moved;
            stops += world.stops;
            notFinite += world.endedAsNotFinite ? 1 : 0;
            undisturbed += world.faults.isEmpty() ? 1 : 0;
            world.faults.forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
        }
        if (only == null) {
            assertThat(events).as("events simulated").isGreaterThan(SCHEDULES * 100L);
            assertThat(steppedBack)
                    .as("schedules that lost every holder of a bucket")
                    .isPositive();
            assertThat(dropped).as("frames of other generations").isPositive();
            assertThat(moved).as("places read too late").isPositive();
            assertThat(stops).as("stops with a checkpoint, resumed").isPositive();
            assertThat(notFinite)
                    .as("runs ended by a step that is never finite")
                    .isPositive();
            assertThat(undisturbed).as("schedules without a fault").isLessThan(SCHEDULES / 10);
            assertThat(faults)
                    .containsOnlyKeys(
                            "kill",
                            "two killed",
                            "all killed",
                            "hang",
                            "partition",
                            "one-way cut",
                            "coordinator killed",
                            "coordinator held up",
                            "not finite once",
                            "stop",
                            "data changed",
                            "feed moved");
            assertThat(faults.values()).allMatch(count -> count > SCHEDULES / 20);
        }
    }
}
