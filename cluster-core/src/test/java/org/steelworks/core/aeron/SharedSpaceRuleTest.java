package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedSpaceRuleTest {
    private static final long MIB = 1L << 20;

    @Test
    void shouldLeaveRoomForLogsAndOthers() {
        assertThat(SharedSpaceRule.decide(true, MIB, 4 * MIB).share()).isTrue();
        assertThat(SharedSpaceRule.decide(true, MIB, 4 * MIB - 1).share()).isFalse();
        assertThat(SharedSpaceRule.decide(true, 100 * MIB, 64 * MIB).reason())
                .contains("64 MiB are free", "--shm-size");
    }

    @Test
    void shouldShareNothingWhereItIsOff() {
        assertThat(SharedSpaceRule.decide(false, 1, Long.MAX_VALUE).share()).isFalse();
    }
}
