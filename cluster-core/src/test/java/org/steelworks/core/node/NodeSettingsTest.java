package org.steelworks.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsTest {
    @TempDir
    Path folder;

    /** Every deployment key of a node, with another value than its default. */
    private Map<String, Object> changed() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "canary");
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("steel.node.name", "beta");
        values.put("steel.node.dir", folder.resolve("other").toString());
        values.put("steel.node.host", "localhost");
        values.put("steel.node.port", 7609);
        values.put("steel.node.roles", List.of("gpu"));
        values.put("steel.cluster.name", "mill");
        values.put("steel.cluster.seed-nodes", List.of("127.0.0.1:7601"));
        values.put("steel.cluster.control-nodes", 3);
        values.put("steel.cluster.stable-after", "10s");
        values.put("steel.cluster.heartbeat-pause", "9s");
        values.put("steel.cluster.join-timeout", "50s");
        values.put("steel.cluster.tls.key-store", "/keys/node.p12");
        values.put("steel.cluster.tls.trust-store", "/keys/ca.p12");
        values.put("steel.cluster.tls.password-file", password.toString());
        values.put("steel.jobs.database.kind", "postgresql");
        values.put("steel.jobs.database.url", "jdbc:postgresql://127.0.0.1/steel");
        values.put("steel.jobs.database.user", "steel");
        values.put("steel.jobs.database.password-file", password.toString());
        values.put("steel.jobs.database.connections", 4);
        values.put("steel.jobs.max-queued", 7);
        values.put("steel.jobs.max-running", 2);
        values.put("steel.jobs.run-restarts", 5);
        values.put("steel.jobs.restart-backoff", "2s");
        return values;
    }

    /** Settings without which a key has no effect. */
    private Map<String, Object> besides(String key, Map<String, Object> changed) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (key.startsWith("steel.cluster.tls")) {
            changed.forEach((other, value) -> {
                if (other.startsWith("steel.cluster.tls")) {
                    values.put(other, value);
                }
            });
        }
        if (key.equals("steel.cluster.seed-nodes")) {
            values.put("steel.node.port", 7600);
        }
        if (key.equals("steel.jobs.database.kind")) {
            values.put("steel.jobs.database.url", "jdbc:x");
        }
        return values;
    }

    private String effect(Map<String, Object> values) {
        NodeSettings settings =
                NodeSettings.from(ConfigFactory.parseMap(values).withFallback(ConfigFactory.defaultReference()));
        Config pekko = settings.bootstrap().config().get().withoutPath("steel");
        return settings.toString().replaceAll("pekko=[^]]*", "")
                + settings.jobs()
                + pekko.root().render(ConfigRenderOptions.concise());
    }

    @Test
    void shouldKnowEveryKeyAndReadIt() throws Exception {
        Map<String, Object> changed = changed();
        Config reference = ConfigFactory.defaultReference();
        Set<String> keys = new TreeSet<>();
        for (String section : List.of("steel.node", "steel.cluster", "steel.jobs")) {
            reference.getConfig(section).entrySet().forEach(entry -> keys.add(section + "." + entry.getKey()));
        }
        assertThat(keys).isEqualTo(new TreeSet<>(changed.keySet()));

        for (String key : keys) {
            Map<String, Object> with = besides(key, changed);
            with.put(key, changed.get(key));
            Map<String, Object> without = besides(key, changed);
            without.put(key, ConfigValueFactory.fromAnyRef(reference.getAnyRef(key)));
            if (key.equals("steel.cluster.tls.key-store") || key.equals("steel.cluster.tls.password-file")) {
                without.put(
                        key,
                        key.endsWith("file")
                                ? Files.writeString(folder.resolve("p2"), "x").toString()
                                : "/other");
            }
            assertThat(effect(with)).as(key).isNotEqualTo(effect(without));
        }
    }

    @Test
    void shouldNotShowPasswords() throws Exception {
        Map<String, Object> values = changed();
        values.put("steel.node.port", 7600);

        NodeSettings settings =
                NodeSettings.from(ConfigFactory.parseMap(values).withFallback(ConfigFactory.defaultReference()));

        assertThat(settings.toString()).doesNotContain("canary");
        assertThat(settings.jobs().toString()).doesNotContain("canary");
    }

    @Test
    void shouldAskForAFixedPortWhereOthersJoin() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("steel.cluster.seed-nodes", List.of("127.0.0.1:7601"));
        values.put("steel.node.roles", List.of("data"));
        Config reference = ConfigFactory.defaultReference();

        assertThat(NodeSettings.from(ConfigFactory.parseMap(values).withFallback(reference))
                        .port())
                .isZero();

        values.put("steel.node.roles", List.of("control", "data"));
        assertThatThrownBy(
                        () -> NodeSettings.from(ConfigFactory.parseMap(values).withFallback(reference)))
                .hasMessageContaining("needs a fixed port");
    }
}
