package org.steelworks.ops.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.id.RunId;
import org.steelworks.core.run.machine.RunNotice;
import org.steelworks.ops.metrics.Meters;
import org.steelworks.ops.run.RunNews;
import org.steelworks.ops.status.StatusBoard;

class BoardNewsTest {
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
