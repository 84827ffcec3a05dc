package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamPlanTest {
    private static final Path FOLDER = Path.of("/dev/shm");
    private static final AeronSettings SETTINGS = Station.settings(FOLDER, "ipc-term = 4 MiB", "udp-term = 8 MiB");
    private static final Endpoint HERE = new Endpoint("m1", 1, "10.0.0.1:40100");
    private static final Endpoint NEIGHBOUR = new Endpoint("m1", 2, "10.0.0.1:40100");
    private static final Endpoint ELSEWHERE = new Endpoint("m2", 3, "10.0.0.2:40100");

    @Test
    void shouldUseSharedMemoryOnOneMachineAndUdpBetweenMachines() {
        assertThat(StreamPlan.route(HERE, NEIGHBOUR, SETTINGS))
                .isEqualTo(new StreamPlan.Route(
                        "aeron:ipc?term-length=4194304|mtu=65504", 2, true, "both are on machine m1"));
        assertThat(StreamPlan.route(HERE, ELSEWHERE, SETTINGS))
                .isEqualTo(new StreamPlan.Route(
                        "aeron:udp?endpoint=10.0.0.2:40100|term-length=8388608|mtu=8192",
                        3,
                        false,
                        "machine m2 is not machine m1"));
    }

    @Test
    void shouldUseUdpEverywhereWhenForced() {
        AeronSettings forced = Station.settings(FOLDER, "force-udp = on");

        assertThat(StreamPlan.route(HERE, NEIGHBOUR, forced).channel()).startsWith("aeron:udp?endpoint=10.0.0.1:40100");
    }

    @Test
    void shouldRefuseARemotePeerWithoutAddress() {
        assertThatThrownBy(() -> StreamPlan.route(HERE, new Endpoint("m2", 3, ""), SETTINGS))
                .hasMessageContaining("machine m2 cannot be reached from machine m1");
    }

    @Test
    void shouldCountThreeTermsPerPairAndDirection() {
        long mib = 1 << 20;
        assertThat(StreamPlan.sharedMemoryBytes(4, 0, SETTINGS)).isEqualTo(16 * mib + 12 * 3 * 4 * mib);
        assertThat(StreamPlan.sharedMemoryBytes(2, 3, SETTINGS))
                .isEqualTo(16 * mib + 2 * 3 * 4 * mib + 2 * (2 * 3) * 3 * 8 * mib);
    }

    @Test
    void shouldGiveEveryIncarnationOfEverySlotAnInboxOfItsOwn() {
        Set<Integer> streams = new HashSet<>();
        for (int slot = 0; slot < 20; slot++) {
            for (int incarnation = 0; incarnation < 50; incarnation++) {
                assertThat(streams.add(StreamPlan.inboxStream(slot, incarnation)))
                        .isTrue();
            }
        }
        assertThat(StreamPlan.inboxStream(1023, Integer.MAX_VALUE)).isPositive();
        assertThatThrownBy(() -> StreamPlan.inboxStream(1024, 0)).hasMessageContaining("slot 1024");
    }
}
