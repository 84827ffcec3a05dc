package org.steelworks.ops.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class LocalModulesTest {
    private final ClassLoader parent = LocalModulesTest.class.getClassLoader();
    private final ClassLoader modules = LocalModules.of(parent);

    @Test
    void shouldShowTheSettingsOfActorsAndStreamsAlone() throws Exception {
        assertThat(Collections.list(modules.getResources("reference.conf")))
                .extracting(URL::toString)
                .hasSize(3)
                .allSatisfy(url ->
                        assertThat(url).matches("jar:file:.*/pekko-(actor|actor-typed|stream)_[^/]*!/reference.conf"));
        assertThat(Collections.list(parent.getResources("reference.conf"))).hasSizeGreaterThan(3);
    }

    @Test
    void shouldHideWhatAClusterNeeds() {
        Config config = PrepareSystemSettings.config(modules);

        assertThat(config.hasPath("pekko.remote")).isFalse();
        assertThat(config.hasPath("pekko.cluster")).isFalse();
        assertThat(config.getConfig("pekko.actor.serializers").root().keySet())
                .doesNotContain("jackson-json", "daemon-create", "replicated-data")
                .contains("typed-misc", "pekko-stream-ref");
        assertThat(config.getInt("pekko.actor.default-blocking-io-dispatcher.thread-pool-executor.fixed-pool-size"))
                .isEqualTo(8);
    }

    @Test
    void shouldLeaveClassesAndOtherFilesToTheParent() throws Exception {
        assertThat(modules.loadClass(Config.class.getName())).isSameAs(Config.class);
        assertThat(modules.getResource("version.conf")).isEqualTo(parent.getResource("version.conf"));
    }

    @Test
    void shouldStillReadTheUsersSettings() throws Exception {
        try (URLClassLoader users =
                new URLClassLoader(new URL[] {LocalModulesTest.class.getResource("/local-modules/")}, parent)) {
            Config config = PrepareSystemSettings.config(LocalModules.of(users));

            assertThat(config.getString("pekko.actor.default-dispatcher.throughput"))
                    .isEqualTo("7");
        }
    }
}
