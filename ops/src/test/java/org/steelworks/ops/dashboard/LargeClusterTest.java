package org.steelworks.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;
import org.steelworks.core.node.ClusterView;
import org.steelworks.ops.status.ActorView;
import org.steelworks.ops.status.ClusterSnapshot;
import org.steelworks.ops.status.WorkerView;

/** Pages of 100 nodes, 800 workers, 1,000 actors and 10,000 jobs stay small and show what needs a look. */
class LargeClusterTest {
    private static final int MAX_BYTES = 300 * 1024;

    private static ClusterSnapshot large() {
        List<ClusterView.Member> members = new ArrayList<>();
        List<WorkerView> workers = new ArrayList<>();
        List<ActorView> actors = new ArrayList<>();
        List<JobView> jobs = new ArrayList<>();
        for (int node = 0; node < 100; node++) {
            String name = String.format("node-%03d", node);
            members.add(
                    new ClusterView.Member("pekko://steel@10.0.0." + node + ":7601", name, List.of("gpu"), "up", true));
            for (int slot = 0; slot < 8; slot++) {
                WorkerView.State state = node == 97 && slot == 3 ? WorkerView.State.LOST : WorkerView.State.RUNNING;
                workers.add(new WorkerView(
                        name + "/w" + slot, name, 4242, "cuda:" + slot, "pretrain-0001", state, 9, 2, 0, null, 1, 1));
            }
            for (int actor = 0; actor < 10; actor++) {
                ActorView.State state = node == 98 && actor == 4 ? ActorView.State.RESTARTING : ActorView.State.RUNNING;
                actors.add(new ActorView("/user/actor-" + actor, "feeder", name, state, 0, 0, 1, null));
            }
        }
        for (int job = 1; job <= 10_000; job++) {
            jobs.add(new JobView(
                    new JobId("pretrain-" + job),
                    "n",
                    "pretrain",
                    JobState.SUCCEEDED,
                    "",
                    0,
                    9,
                    9,
                    1.0,
                    1.0,
                    1,
                    1,
                    "/d",
                    1,
                    1,
                    null));
        }
        return new ClusterSnapshot(0, 0, members, workers, jobs, actors, List.of());
    }

    @Test
    void shouldStaySmallAndShowWhatNeedsALook() {
        ClusterSnapshot snapshot = large();

        String overview = OverviewPage.render(Language.ZH, snapshot);
        String cluster = ClusterPage.render(Language.ZH, snapshot);

        assertThat(overview.getBytes(StandardCharsets.UTF_8).length).isLessThan(MAX_BYTES);
        assertThat(cluster.getBytes(StandardCharsets.UTF_8).length).isLessThan(MAX_BYTES);
        assertThat(overview).contains("data-row=\"node-097/w3\"").contains("pretrain-10000");
        assertThat(cluster).contains("data-row=\"node-097/w3\"").contains("data-row=\"node-098/user/actor-4\"");
    }
}
