package org.steelworks.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;
import org.steelworks.ops.status.ClusterSnapshot;
import org.steelworks.ops.status.RunEvent;

class CleaningPageTest {
    private static final ClusterSnapshot NOBODY =
            new ClusterSnapshot(0, 0, List.of(), List.of(), List.of(), List.of(), List.of());

    private static JobView job(JobState state, JobView.Cleaning cleaning) {
        return new JobView(
                new JobId("prepare-0001"),
                "texts",
                "prepare",
                state,
                "",
                0,
                57,
                1234,
                null,
                null,
                0,
                0,
                "/d",
                1,
                2,
                cleaning);
    }

    @Test
    void shouldShowHowFarACleaningIsAndWhatHappenedToItsNodes() {
        RunEvent lost = new RunEvent(5, "prepare-0001", "node_lost", null, "10.0.0.2:7702", null, "it left", null);

        String page = RunPage.render(
                Language.EN,
                job(JobState.RUNNING, new JobView.Cleaning(1_250_000, 10_000_000, 4321, 4000, 3, 61.0)),
                NOBODY,
                List.of(),
                List.of(lost));

        assertThat(page)
                .contains(
                        "57", "of 1\u202f234", "1.3 MB", "of 10.0 MB", "1:01", "4\u202f321", "4\u202f000 of them kept")
                .contains("Data node lost", "10.0.0.2:7702", "it left", "/api/v1/jobs/prepare-0001/stop")
                .doesNotContain("data-chart");
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepTheUnitsOfACleaningThatHasEnded(Language language) {
        String page = RunPage.render(language, job(JobState.SUCCEEDED, null), NOBODY, List.of(), List.of());

        assertThat(page).contains("57", "1\u202f234", "–");
    }
}
