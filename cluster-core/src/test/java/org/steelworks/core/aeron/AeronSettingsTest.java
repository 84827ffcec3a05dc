package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AeronSettingsTest {
    private static final Path FOLDER = Path.of("/dev/shm");

    @Test
    void shouldReadTheShippedSettings() {
        AeronSettings shipped = AeronSettings.from(ConfigFactory.defaultReference());

        assertThat(shipped.folder()).isEqualTo(FOLDER);
        assertThat(shipped.threading()).isEqualTo(AeronSettings.Threading.SHARED);
        assertThat(shipped.ipcTermBytes()).isEqualTo(4 << 20);
        assertThat(shipped.udpMtuBytes()).isEqualTo(1408);
        assertThat(shipped.driverTimeoutMs()).isEqualTo(Duration.ofSeconds(10).toMillis());
        assertThat(shipped.forceUdp()).isFalse();
        assertThat(shipped.shareMemory()).isTrue();
    }

    @Test
    void shouldHaveAKeyForEverySettingAndASettingForEveryKey() {
        assertThat(ConfigFactory.defaultReference()
                        .getConfig("steel.aeron")
                        .root()
                        .keySet())
                .hasSameSizeAs(AeronSettings.class.getRecordComponents());
    }

    @Test
    void shouldRefuseWhatAeronWouldRefuse() {
        assertThatThrownBy(() -> Station.settings(FOLDER, "ipc-term = 5 MiB")).hasMessageContaining("ipc-term");
        assertThatThrownBy(() -> Station.settings(FOLDER, "udp-mtu = 1400")).hasMessageContaining("udp-mtu");
        assertThatThrownBy(() -> Station.settings(FOLDER, "ipc-term = 64 KiB")).hasMessageContaining("ipc-mtu");
        assertThatThrownBy(() -> Station.settings(FOLDER, "queued-items = 0")).hasMessageContaining("queued-items");
        assertThatThrownBy(() -> Station.settings(FOLDER, "reopen-last = 1 ms")).hasMessageContaining("reopen-last");
    }
}
