package org.steelworks.gpu.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.steelworks.core.spec.TrainSpec.Schedule;
import org.steelworks.gpu.fixture.GoldenFiles;

class LearningRateScheduleTest {
    /** The goldens' bound: both sides are fp64, only the cosine's last bits may differ. */
    private static void assertRate(double actual, double golden) {
        assertThat(actual).isCloseTo(golden, within(1e-18 + 1e-12 * Math.abs(golden)));
    }

    @Test
    void everyMicroStepOfTheOriginalSchedule() {
        for (JsonNode setting : GoldenFiles.json("lr/lr.json").get("steel_get_lr")) {
            LearningRateSchedule schedule = new LearningRateSchedule(
                    new Schedule(
                            Schedule.Shape.COSINE,
                            setting.get("warmup_steps").asLong(),
                            setting.get("min_lr").asDouble(),
                            setting.get("accumulate").asInt()),
                    setting.get("learning_rate").asDouble(),
                    setting.get("max_steps").asLong());
            for (int i = 0; i < setting.get("it").size(); i++) {
                assertRate(
                        schedule.at(setting.get("it").get(i).asLong()),
                        setting.get("lr").get(i).asDouble());
            }
        }
    }

    @Test
    void everyStepOfTheFineTuningSchedule() {
        for (JsonNode setting : GoldenFiles.json("lr/lr.json").get("hf_cosine_with_warmup")) {
            LearningRateSchedule schedule = new LearningRateSchedule(
                    new Schedule(
                            Schedule.Shape.COSINE, setting.get("warmup_steps").asLong(), 0, 1),
                    setting.get("learning_rate").asDouble(),
                    setting.get("training_steps").asLong());
            for (int i = 0; i < setting.get("step").size(); i++) {
                assertRate(
                        schedule.rate(setting.get("step").get(i).asLong()),
                        setting.get("lr").get(i).asDouble());
            }
        }
    }

    @Test
    void aStepUsesTheRateOfItsLastMicroStep() {
        LearningRateSchedule schedule =
                new LearningRateSchedule(new Schedule(Schedule.Shape.COSINE, 1000, 0, 8), 3e-4, 1_080_000);
        assertThat(schedule.rate(0)).isCloseTo(2.625e-7, within(1e-20));
        assertThat(schedule.rate(999)).isCloseTo(2.999625e-4, within(1e-18));
    }

    @Test
    void linearFallsFromPeakToFloor() {
        LearningRateSchedule schedule =
                new LearningRateSchedule(new Schedule(Schedule.Shape.LINEAR, 0, 1e-4, 1), 1e-3, 10);
        assertThat(schedule.at(0)).isEqualTo(1e-3);
        assertThat(schedule.at(5)).isCloseTo(5.5e-4, within(1e-18));
        assertThat(schedule.at(10)).isCloseTo(1e-4, within(1e-18));
        assertThat(schedule.at(11)).isEqualTo(1e-4);
    }

    @Test
    void constantStaysAfterTheWarmUp() {
        LearningRateSchedule schedule =
                new LearningRateSchedule(new Schedule(Schedule.Shape.CONSTANT, 2, 0, 1), 1e-3, 10);
        assertThat(schedule.at(1)).isEqualTo(5e-4);
        assertThat(schedule.at(2)).isEqualTo(1e-3);
        assertThat(schedule.at(99)).isEqualTo(1e-3);
    }

    @Test
    void warmUpStableDecayFallsOverTheLastTenth() {
        LearningRateSchedule schedule = new LearningRateSchedule(new Schedule(Schedule.Shape.WSD, 0, 0, 1), 1e-3, 100);
        assertThat(schedule.at(0)).isEqualTo(1e-3);
        assertThat(schedule.at(90)).isEqualTo(1e-3);
        assertThat(schedule.at(95)).isCloseTo(5e-4, within(1e-15));
        assertThat(schedule.at(100)).isCloseTo(0, within(1e-18));
    }
}
