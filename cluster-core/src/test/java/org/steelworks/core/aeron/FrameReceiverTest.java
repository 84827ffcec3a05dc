package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.aeron.DataPlaneCounters.Counter;
import org.steelworks.core.frame.FrameEncoder;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameRefusal;
import org.steelworks.core.frame.PlaceFrame;

class FrameReceiverTest {
    private static final long RUN = 3;
    private static final int TOTAL = 20;

    @TempDir
    private Path dir;

    private final List<FrameKey> complete = new ArrayList<>();
    private final List<FrameKey> abandoned = new ArrayList<>();
    private final DataPlaneCounters counters = new DataPlaneCounters();
    private final Sink sink = new Sink();
    private FrameReceiver receiver;
    private SharedMemory memory;

    @BeforeEach
    void open() {
        SharedFiles files = new SharedFiles(dir.resolve("aeron"));
        memory = new SharedMemory(true, files);
        receiver = new FrameReceiver(List.of(), sink, counters, 2, new SharedReader(files));
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private final class Sink implements ChunkSink {
        private boolean copiesItself;
        private RemoteItem remote;
        private ByteBuffer last;

        @Override
        public boolean onRemote(FrameKey key, int totalLength, RemoteItem item) {
            remote = item;
            return copiesItself;
        }

        @Override
        public ByteBuffer destination(FrameKey key, int totalLength) {
            return complete.contains(key) ? null : ByteBuffer.allocate(totalLength);
        }

        @Override
        public void onComplete(FrameKey key, ByteBuffer memory) {
            complete.add(key);
            last = memory;
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

    @Test
    void shouldCopyAnItemFromItsPlaceWhateverCameOfItInChunks() {
        receiver.accept(RUN, 1);
        ByteBuffer item = shared();
        take(key(1, 0), TOTAL, 0, 10);

        assertThat(takePlace(key(1, 0), memory.find(item, 0, TOTAL))).isTrue();

        assertThat(complete).containsExactly(key(1, 0));
        assertThat(sink.last).isEqualTo(item);
        assertThat(receiver.partialItems()).isZero();
        assertThat(takePlace(key(1, 0), memory.find(item, 0, TOTAL))).isFalse();
        assertThat(counters.refused(FrameRefusal.UNWANTED)).isOne();
    }

    @Test
    void shouldGiveUpAnItemThatMovedBeforeItWasCopied() {
        receiver.accept(RUN, 1);
        ByteBuffer buffer = shared();
        PlaceFrame place = memory.find(buffer, 0, TOTAL);
        take(key(1, 0), TOTAL, 0, 10);
        memory.renew(buffer);

        assertThat(takePlace(key(1, 0), place)).isFalse();

        assertThat(complete).isEmpty();
        assertThat(abandoned).containsExactly(key(1, 0));
        assertThat(receiver.partialItems()).isZero();
        assertThat(counters.refused(FrameRefusal.MOVED)).isOne();
    }

    @Test
    void shouldLeaveTheCopyingToASinkThatWantsIt() {
        receiver.accept(RUN, 1);
        sink.copiesItself = true;
        ByteBuffer item = shared();

        assertThat(takePlace(key(1, 0), memory.find(item, 0, TOTAL))).isTrue();

        try (RemoteItem.View view = sink.remote.open()) {
            assertThat(view.bytes()).isEqualTo(item);
            assertThat(view.intact()).isTrue();
            memory.renew(item);
            assertThat(view.intact()).isFalse();
        }
        assertThat(complete).isEmpty();
        assertThat(counters.get(Counter.ITEMS_IN)).isOne();
    }

    private ByteBuffer shared() {
        return memory.allocate(TOTAL).put(Station.bytes(TOTAL, 3)).flip();
    }

    private boolean takePlace(FrameKey key, PlaceFrame place) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameEncoder.HEADER_LENGTH + PlaceFrame.LENGTH]);
        frame.putBytes(FrameEncoder.HEADER_LENGTH, place.encode(), PlaceFrame.LENGTH);
        new FrameEncoder().encodePlace(frame, 0, key, TOTAL);
        return receiver.take(frame, 0, frame.capacity());
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
