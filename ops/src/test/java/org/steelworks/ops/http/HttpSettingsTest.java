package org.steelworks.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpSettingsTest {
    private static HttpSettings with(Map<String, Object> values) {
        return HttpSettings.from(ConfigFactory.parseMap(values).withFallback(ConfigFactory.defaultReference()));
    }

    @Test
    void shouldReadEveryKey() {
        Config http = ConfigFactory.defaultReference().getConfig("steel.http");
        assertThat(http.entrySet())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder(
                        "host",
                        "port",
                        "tls.key-store",
                        "tls.password-file",
                        "max-connections",
                        "body-timeout",
                        "idle-timeout");

        HttpSettings settings = with(Map.of(
                "steel.http.host", "localhost",
                "steel.http.port", 7601,
                "steel.http.max-connections", 5,
                "steel.http.body-timeout", "3s",
                "steel.http.idle-timeout", "40s"));

        assertThat(settings.host()).isEqualTo("localhost");
        assertThat(settings.port()).isEqualTo(7601);
        assertThat(settings.maxConnections()).isEqualTo(5);
        assertThat(settings.bodyTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void shouldRefuseToListenBeyondLoopbackWithoutTls() {
        assertThatThrownBy(() -> with(Map.of("steel.http.host", "0.0.0.0")))
                .hasMessageContaining("steel.http.host")
                .hasMessageContaining("TLS");
    }

    @Test
    void shouldNameTheKeyStoreThatCannotBeRead() {
        assertThatThrownBy(() -> with(Map.of("steel.http.tls.key-store", "/none.p12")))
                .hasMessageContaining("/none.p12");
    }
}
