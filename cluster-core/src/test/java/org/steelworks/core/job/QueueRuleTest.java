package org.steelworks.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.QueueRule.Capacity;
import org.steelworks.core.job.QueueRule.Decision;
import org.steelworks.core.job.QueueRule.Grant;
import org.steelworks.core.job.QueueRule.Waiting;

class QueueRuleTest {
    private static final JobId A = new JobId("a");
    private static final JobId B = new JobId("b");
    private static final JobId C = new JobId("c");

    @Test
    void shouldStartHigherPriorityFirstAndThenByOrder() {
        Decision decision = QueueRule.decide(
                List.of(new Waiting(A, 0, 1, 1, 1), new Waiting(B, 5, 2, 1, 1), new Waiting(C, 0, 3, 1, 1)),
                new Capacity(2, 2, 0, 10));

        assertThat(decision.grants()).containsExactly(new Grant(B, 1), new Grant(A, 1));
        assertThat(decision.reasons()).containsEntry(C, "needs 1 worker, 0 of 2 are free");
    }

    @Test
    void shouldGiveNoMoreThanTheMaximumAndNoMoreThanIsFree() {
        Decision decision = QueueRule.decide(
                List.of(new Waiting(A, 0, 1, 1, 3), new Waiting(B, 0, 2, 1, 8)), new Capacity(6, 5, 1, 10));

        assertThat(decision.grants()).containsExactly(new Grant(A, 3), new Grant(B, 2));
    }

    @Test
    void shouldLetNobodyOvertakeAJobThatWaitsForWorkers() {
        Decision decision = QueueRule.decide(
                List.of(new Waiting(A, 3, 1, 4, 4), new Waiting(B, 0, 2, 1, 1)), new Capacity(4, 2, 1, 10));

        assertThat(decision.grants()).isEmpty();
        assertThat(decision.reasons())
                .containsEntry(A, "needs 4 workers, 2 of 4 are free")
                .containsEntry(B, "waits behind job a (priority 3)");
    }

    @Test
    void shouldNotLetAJobThatTheClusterIsTooSmallForHoldUpOthers() {
        Decision decision = QueueRule.decide(
                List.of(new Waiting(A, 9, 1, 8, 8), new Waiting(B, 0, 2, 1, 1)), new Capacity(2, 2, 0, 10));

        assertThat(decision.grants()).containsExactly(new Grant(B, 1));
        assertThat(decision.reasons())
                .containsEntry(A, "needs 8 workers, the cluster has 2: start more, or lower cluster.workers.min");
    }

    @Test
    void shouldStartJobsWithoutDevicesWithoutWorkersUpToTheLimitOfRuns() {
        Decision decision = QueueRule.decide(
                List.of(new Waiting(A, 0, 1, 0, 0), new Waiting(B, 0, 2, 0, 0)), new Capacity(0, 0, 1, 2));

        assertThat(decision.grants()).containsExactly(new Grant(A, 0));
        assertThat(decision.reasons()).containsEntry(B, "waits for a run to end: 2 may run at once");
    }
}
