package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.steelworks.core.aeron.DataPlaneCounters.Counter;
import org.steelworks.core.frame.FrameEncoder;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameRefusal;

class FrameReceiverTest {
    private static final long RUN = 3;
    private static final int TOTAL = 20;

    private final List<FrameKey> complete = new ArrayList<>();
    private final List<FrameKey> abandoned = new ArrayList<>();
    private final DataPlaneCounters counters = new DataPlaneCounters();
    private final FrameReceiver receiver = new FrameReceiver(List.of(), new Sink(), counters, 2);

    private final class Sink implements ChunkSink {
        @Override
        public ByteBuffer destination(FrameKey key, int totalLength) {
            return complete.contains(key) ? null : ByteBuffer.allocate(totalLength);
        }

        @Override
        public void onComplete(FrameKey key, ByteBuffer memory) {
            complete.add(key);
        }

        @Override
        public void onAbandoned(FrameKey key, ByteBuffer memory) {
            abandoned.add(key);
        }
    }

    @Test
    void shouldCompleteAnItemOnceHoweverOftenItsChunksCome() {
        receiver.accept(RUN, 1);
        for (int round = 0; round < 3; round++) {
            take(key(1, 0), TOTAL, 10, 10);
            take(key(1, 0), TOTAL, 10, 10);
            take(key(1, 0), TOTAL, 0, 10);
        }

        assertThat(complete).containsExactly(key(1, 0));
        assertThat(counters.get(Counter.DUPLICATE_FRAMES)).isEqualTo(1);
        assertThat(counters.refused(FrameRefusal.UNWANTED)).isEqualTo(6);
    }

    @Test
    void shouldRefuseAChunkOfAnotherTotalLength() {
        receiver.accept(RUN, 1);
        take(key(1, 0), TOTAL, 0, 10);
        take(key(1, 0), TOTAL + 1, 10, 11);
        assertThat(counters.refused(FrameRefusal.CONFLICT)).isEqualTo(1);

        take(key(1, 0), TOTAL, 10, 10);
        assertThat(complete).containsExactly(key(1, 0));
    }

    @Test
    void shouldGiveUpTheOldestItemWhenTooManyAreUnfinished() {
        receiver.accept(RUN, 1);
        for (int bucket = 0; bucket < 3; bucket++) {
            take(key(1, bucket), TOTAL, 0, 10);
        }

        assertThat(abandoned).containsExactly(key(1, 0));
        assertThat(receiver.partialItems()).isEqualTo(2);
        assertThat(counters.get(Counter.ABANDONED_ITEMS)).isEqualTo(1);
    }

    @Test
    void shouldGiveUpItemsWhenTheirGenerationEndsOrTheirRunIsLeft() {
        receiver.accept(RUN, 1);
        take(key(1, 0), TOTAL, 0, 10);
        take(key(2, 0), TOTAL, 0, 10);

        receiver.accept(RUN, 2);
        take(key(1, 0), TOTAL, 10, 10);
        assertThat(abandoned).containsExactly(key(1, 0));
        assertThat(counters.refused(FrameRefusal.STALE)).isEqualTo(1);

        receiver.leave(RUN);
        take(key(2, 0), TOTAL, 10, 10);
        assertThat(abandoned).containsExactly(key(1, 0), key(2, 0));
        assertThat(counters.refused(FrameRefusal.OTHER_RUN)).isEqualTo(1);
        assertThat(complete).isEmpty();
    }

    private void take(FrameKey key, int total, int offset, int chunk) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameEncoder.HEADER_LENGTH + chunk]);
        new FrameEncoder().encode(frame, 0, key, total, offset, chunk);
        receiver.take(frame, 0, frame.capacity());
    }

    private static FrameKey key(long generation, int bucket) {
        return FrameKey.reduced(RUN, generation, 7, 0, bucket);
    }
}
