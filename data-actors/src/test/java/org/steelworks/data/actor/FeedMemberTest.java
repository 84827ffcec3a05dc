package org.steelworks.data.actor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.data.actor.FeedMember.Ask;
import org.steelworks.data.actor.FeedMember.Taken;

class FeedMemberTest {
    private final FeedMember member = new FeedMember(new PeerId("a/w0#1"), 3);

    @Test
    void shouldServeTheNearestStepFirst() {
        member.ask(new Ask(3, 0));
        member.ask(new Ask(2, 5));
        member.ask(new Ask(2, 4));
        assertThat(member.next()).isEqualTo(new Ask(2, 4));
        member.begin(new Ask(2, 4));
        assertThat(member.next()).isEqualTo(new Ask(2, 5));
        member.undo(new Ask(2, 4));
        assertThat(member.next()).isEqualTo(new Ask(2, 4));
    }

    @Test
    void shouldTakeALeafOnceUntilItIsGone() {
        assertThat(member.ask(new Ask(1, 0))).isEqualTo(Taken.WAITS);
        assertThat(member.ask(new Ask(1, 0))).isEqualTo(Taken.REPEATED);
        member.begin(new Ask(1, 0));
        assertThat(member.ask(new Ask(1, 0))).isEqualTo(Taken.REPEATED);
        assertThat(member.waiting()).isZero();
        member.end(new Ask(1, 0));
        assertThat(member.ask(new Ask(1, 0))).isEqualTo(Taken.WAITS);
    }

    @Test
    void shouldKeepTheNearestStepsWhenCrowded() {
        for (int step = 9; step >= 6; step--) {
            assertThat(member.ask(new Ask(step, 0))).isEqualTo(step == 6 ? Taken.CROWDED : Taken.WAITS);
        }
        assertThat(member.ask(new Ask(20, 0))).isEqualTo(Taken.CROWDED);
        assertThat(member.waiting()).isEqualTo(3);
        for (int step = 6; step <= 8; step++) {
            assertThat(member.next()).isEqualTo(new Ask(step, 0));
            member.begin(member.next());
        }
        assertThat(member.next()).isNull();
    }

    @Test
    void shouldNotGoBeyondItsShareNorWhatItsStreamTook() {
        assertThat(member.hasRoom(4, 5)).isTrue();
        assertThat(member.hasRoom(5, 5)).isFalse();
        member.refusedBeyond(2);
        assertThat(member.hasRoom(2, 5)).isFalse();
        assertThat(member.hasRoom(1, 5)).isTrue();
        member.refusedBeyond(0);
        assertThat(member.hasRoom(0, 5)).isTrue();
    }
}
