package org.steelworks.ops.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.run.RunStatus;
import org.steelworks.core.run.machine.CoordinatorMachine;
import org.steelworks.core.run.machine.RunNotice;
import org.steelworks.ops.metrics.Meters;
import org.steelworks.ops.process.SlotStatus;
import org.steelworks.ops.run.RunNews;
import org.steelworks.ops.status.StatusBoard;

class BoardNewsTest {
    @Test
    void shouldNameTheDeviceThatAWorkersRunComputesOn() {
        List<StatusBoard.Update> updates = new ArrayList<>();
        BoardNews news = new BoardNews(updates::add, new Meters(), Clock.systemUTC());
        WorkerId worker = WorkerId.parse("n/w3");

        news.slot(new SlotStatus(worker, SlotStatus.State.IN_RUN, 1, 1, 0, "r", "", Instant.EPOCH));
        assertThat(device(updates)).isEqualTo("cpu:3");

        RunId run = new RunId("r");
        RunStatus status = new RunStatus(
                run, CoordinatorMachine.Phase.RUNNING, 1, List.of(new Member(worker, 1)), 1, 0, "cuda", "");
        news.run(new RunNews.Changed(run, status));
        assertThat(device(updates)).isEqualTo("cuda:3");
    }

    private static String device(List<StatusBoard.Update> updates) {
        StatusBoard.Update last = updates.get(updates.size() - 1);
        return ((StatusBoard.WorkerChanged) last).worker().device();
    }

    @Test
    void shouldSpellEventsAsTheirFileDoes() {
        List<StatusBoard.Update> updates = new ArrayList<>();
        BoardNews news = new BoardNews(updates::add, new Meters(), Clock.systemUTC());

        for (RunNotice.Type type : RunNotice.Type.values()) {
            news.run(new RunNews.Noticed(
                    new RunId("r"), Instant.EPOCH, new RunNotice(type, 1, "", -1, "why", Double.NaN)));
        }

        assertThat(updates)
                .map(update -> ((StatusBoard.RunHappened) update).event())
                .allSatisfy(event -> assertThat(event.step()).isNull())
                .map(event -> event.type())
                .contains("lost", "non_finite", "checkpoint_failed")
                .noneMatch(type -> type.contains("-"));
    }
}
