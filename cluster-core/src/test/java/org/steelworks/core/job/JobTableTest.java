package org.steelworks.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.steelworks.core.id.JobId;

class JobTableTest {
    private static final JobId JOB = new JobId("pretrain-0001");

    private static JobTable submitted() {
        JobTable table = new JobTable();
        table.apply(new JobEvent.SchedulerStarted(1, 0, "n"));
        table.apply(new JobEvent.Submitted(
                1, 5, "pretrain-0001", "key", "digest", "x", "pretrain", "", "/d", 0, 100, 1, 4));
        return table;
    }

    @Test
    void shouldIgnoreAndCountEventsOfASchedulerThatLostItsOffice() {
        JobTable table = submitted();
        table.apply(new JobEvent.SchedulerStarted(2, 6, "m"));

        table.apply(new JobEvent.Launched(1, 7, "pretrain-0001", 1, 2));

        assertThat(table.find(JOB).state()).isEqualTo(JobState.QUEUED);
        assertThat(table.fencedEvents()).isEqualTo(1);
        assertThat(table.fence()).isEqualTo(2);
    }

    @Test
    void shouldKeepStoppingThroughARestartOfTheRun() {
        JobTable table = submitted();
        table.apply(new JobEvent.Launched(1, 6, "pretrain-0001", 1, 2));
        table.apply(new JobEvent.Running(1, 7, "pretrain-0001", 1, 1, 0));
        table.apply(new JobEvent.StopAsked(1, 8, "pretrain-0001"));

        table.apply(new JobEvent.Launched(1, 9, "pretrain-0001", 2, 2));

        assertThat(table.find(JOB).state()).isEqualTo(JobState.STOPPING);
        assertThat(table.find(JOB).attempt()).isEqualTo(2);
    }

    @Test
    void shouldLowerTheMinimumWhenScaledBelowIt() {
        JobTable table = submitted();

        table.apply(new JobEvent.Scaled(1, 6, "pretrain-0001", 1));

        assertThat(table.find(JOB).maxWorkers()).isEqualTo(1);
        assertThat(table.find(JOB).minWorkers()).isEqualTo(1);
        assertThat(table.nextId("prepare").value()).isEqualTo("prepare-0002");
    }
}
