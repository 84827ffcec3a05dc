package org.steelworks.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;
import org.steelworks.core.node.ClusterView;
import org.steelworks.ops.status.ActorView;
import org.steelworks.ops.status.ClusterSnapshot;
import org.steelworks.ops.status.WorkerView;

class MetersTest {
    private static final ClusterSnapshot EMPTY =
            new ClusterSnapshot(0, 0, List.of(), List.of(), List.of(), List.of(), List.of());

    @Test
    void shouldGiveTheNamesAndValuesThatOperatorsScrape() {
        Meters meters = new Meters();
        meters.step("pretrain-0001", new StepMetrics(7, 2.5, 1, 1e-3, 4096, 28672, 0.5, 8192, 0.25, 2, 3, null, null));
        meters.recovery(0.75);
        meters.checkpoint(1.5);
        meters.staleFrames(4);
        meters.deadLetter();
        meters.documents("text_length_filter", "dropped", 9);
        ClusterSnapshot snapshot = new ClusterSnapshot(
                0,
                0,
                List.of(
                        new ClusterView.Member("a", "n1", List.of("control"), "up", true),
                        new ClusterView.Member("b", "n2", List.of("gpu"), "up", false)),
                List.of(new WorkerView("n1/w0", "n1", 1, "cpu:0", null, WorkerView.State.LOST, 0, 0, 0, null, 0, 0)),
                List.of(new JobView(
                        new JobId("pretrain-0001"),
                        "x",
                        "pretrain",
                        JobState.RUNNING,
                        "",
                        0,
                        7,
                        9,
                        2.5,
                        1.0,
                        3,
                        2,
                        "/d",
                        0,
                        0,
                        null)),
                List.of(
                        new ActorView(
                                "/user/a",
                                "feeder",
                                "n1",
                                ActorView.State.RUNNING,
                                5,
                                1,
                                2000,
                                "java.io.IOException: x"),
                        new ActorView("/user/b", "feeder", "n1", ActorView.State.RUNNING, 6, 2, 1000, null)),
                List.of());

        assertThat(meters.scrape(snapshot))
                .contains("steel_train_tokens_total{job=\"pretrain-0001\"} 4096.0")
                .contains("steel_train_step_seconds_sum{job=\"pretrain-0001\"} 0.5")
                .contains("steel_train_loss{job=\"pretrain-0001\"} 2.5")
                .contains("steel_train_mfu_ratio{job=\"pretrain-0001\"} 0.25")
                .contains("steel_recovery_seconds_sum 0.75")
                .contains("steel_checkpoint_seconds_sum 1.5")
                .contains("steel_stale_frames_total 4.0")
                .contains("steel_dead_letters_total 1.0")
                .contains("steel_data_documents_total{op=\"text_length_filter\",result=\"dropped\"} 9.0")
                .contains("steel_cluster_members{status=\"up\"} 2.0")
                .contains("steel_cluster_unreachable 1.0")
                .contains("steel_generation{job=\"pretrain-0001\"} 3.0")
                .contains("steel_job_state{state=\"running\"} 1.0")
                .contains("steel_workers{node=\"n1\",state=\"lost\"} 1.0")
                .contains("steel_actor_mailbox_messages{node=\"n1\",role=\"feeder\"} 11.0")
                .contains("steel_actor_restarts_total{cause=\"IOException\",role=\"feeder\"} 1.0")
                .contains("steel_actor_restarts_total{cause=\"unknown\",role=\"feeder\"} 2.0")
                .contains("steel_actor_last_progress_timestamp_seconds{node=\"n1\",role=\"feeder\"} 2.0");
    }

    @Test
    void shouldForgetEndedRuns() {
        Meters meters = new Meters();
        meters.step("pretrain-0001", new StepMetrics(7, 2.5, 1, 1e-3, 4096, 28672, 0.5, 8192, null, 2, 3, null, null));
        assertThat(meters.scrape(EMPTY)).contains("pretrain-0001");

        meters.ended("pretrain-0001");

        assertThat(meters.scrape(EMPTY)).doesNotContain("pretrain-0001");
    }
}
