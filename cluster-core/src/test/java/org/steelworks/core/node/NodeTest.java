package org.steelworks.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {
    @TempDir
    Path folder;

    private NodeSettings settings(Map<String, Object> changes) {
        Map<String, Object> values = new HashMap<>(changes);
        values.putIfAbsent("steel.node.dir", folder.toString());
        return NodeSettings.from(ConfigFactory.parseMap(values).withFallback(ConfigFactory.load()));
    }

    @Test
    void shouldFormAClusterOfOneAndRenewItsSystemInTheSameProcessWhenPutOut() throws Exception {
        BlockingQueue<Seen> views = new LinkedBlockingQueue<>();
        Node.Life life = incarnation -> Behaviors.setup(context -> {
            context.spawn(
                    MembershipWatcher.create(context.spawn(
                            Behaviors.receiveMessage(view -> {
                                views.add(new Seen(incarnation, view));
                                return Behaviors.same();
                            }),
                            "views")),
                    "membership");
            return Behaviors.empty();
        });
        try (Node node = Node.start(settings(Map.of("steel.node.name", "alpha")), life)) {
            ClusterView view = up(views, 1);
            assertThat(view.members()).hasSize(1);
            assertThat(view.members().get(0).node()).isEqualTo("alpha");
            assertThat(view.members().get(0).roles()).containsExactly("control", "data", "gpu");
            assertThat(node.incarnation()).isEqualTo(1);

            Cluster cluster = Cluster.get(node.system());
            cluster.manager().tell(new Down(cluster.selfMember().address()));

            await().atMost(Duration.ofSeconds(30)).until(() -> node.incarnation() == 2);
            assertThat(up(views, 2).members()).hasSize(1);
        }
    }

    private record Seen(int incarnation, ClusterView view) {}

    private static ClusterView up(BlockingQueue<Seen> views, int incarnation) throws InterruptedException {
        while (true) {
            Seen seen = views.poll(30, TimeUnit.SECONDS);
            assertThat(seen).as("a view within 30 s").isNotNull();
            boolean up = seen.view().members().stream()
                    .anyMatch(member -> member.status().equals("up"));
            if (seen.incarnation() == incarnation && up) {
                return seen.view();
            }
        }
    }

    @Test
    void shouldRefuseSettingsThatAreWrongOrUnsafe() {
        assertThatThrownBy(() -> settings(Map.of("steel.node.name", "Alpha!")))
                .hasMessageContaining("steel.node.name")
                .hasMessageContaining("[a-z0-9-]");
        assertThatThrownBy(() -> settings(Map.of("steel.node.roles", List.of("cpu"))))
                .hasMessageContaining("steel.node.roles");
        assertThatThrownBy(() -> settings(Map.of("steel.node.host", "192.0.2.1")))
                .hasMessageContaining("TLS");
        assertThatThrownBy(() -> settings(Map.of("steel.cluster.control-nodes", 2)))
                .hasMessageContaining("neither is a majority");
        assertThatThrownBy(() -> settings(Map.of("steel.cluster.seed-nodes", List.of("127.0.0.1:7601"))))
                .hasMessageContaining("fixed port");
        assertThatThrownBy(() -> settings(Map.of("steel.jobs.database.kind", "oracle")))
                .hasMessageContaining("h2 or postgresql");
    }
}
