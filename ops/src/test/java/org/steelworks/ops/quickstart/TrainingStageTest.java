package org.steelworks.ops.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.ops.quickstart.KillPlan.Kill;

class TrainingStageTest {
    private final List<String> said = new ArrayList<>();
    private final List<String> progress = new ArrayList<>();
    private final List<Integer> killed = new ArrayList<>();

    private TrainingStage stage(Kill... kills) {
        QuickstartConsole console = new QuickstartConsole() {
            @Override
            public void say(String line) {
                said.add(line);
            }

            @Override
            public void progress(String stage, double share, FittedLine detail) {
                progress.add(detail.fit(200, DisplayWidth.NARROW));
            }
        };
        return new TrainingStage(killed::add, console, 10, new KillPlan(List.of(kills)));
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    private static JsonNode step(long step) throws Exception {
        return json("{\"step\":" + step + ",\"loss\":" + (10 - step) + ",\"seconds\":1,\"tokens_per_second\":2048}");
    }

    private static JsonNode event(String type, String worker) throws Exception {
        return json("{\"type\":\"" + type + "\",\"generation\":3,\"worker\":\"" + worker + "\",\"step\":5}");
    }

    @Test
    void shouldKillOnceTheStepHasPassedAndTheWorkerTakesPart() throws Exception {
        TrainingStage stage = stage(new Kill(4, 1));
        stage.event(event("joined", "node-1/w0"));
        stage.step(step(4));
        assertThat(killed).as("w1 is not there").isEmpty();
        stage.event(event("joined", "node-1/w1"));
        stage.step(step(5));
        assertThat(killed).containsExactly(1);
        stage.step(step(6));
        assertThat(killed).hasSize(1);
        assertThat(said)
                .containsExactly(
                        "  worker node-1/w1 is back and joins", "  step 5: killed worker w1 (kill -9), as you asked");
    }

    @Test
    void shouldShowTheLossesOfAnEarlierLifeButRepeatNothingOfIt() throws Exception {
        TrainingStage stage = stage();
        for (int i = 1; i <= 4; i++) {
            stage.earlier(step(i));
        }
        assertThat(progress).isEmpty();
        stage.event(event("joined", "node-1/w0"));
        stage.step(step(5));

        assertThat(said).isEmpty();
        assertThat(progress).containsExactly("step 5/10  loss 5.00  █▆▅▃▁  2,048 tok/s  left 0:05");
    }
}
