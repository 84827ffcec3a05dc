package org.steelworks.core.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.steelworks.core.frame.PartialItem.Progress;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.core.testkit.SeedExtension;

@InterruptAfter(60)
@ExtendWith(SeedExtension.class)
class FrameAssemblyTest {
    @Test
    void shouldKnowReceivedBytesAsASetOfBitsDoes(Random random) {
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(300);
            ReceivedRanges ranges = new ReceivedRanges();
            BitSet bits = new BitSet();
            while (bits.cardinality() < size) {
                int from = random.nextInt(size);
                int to = from + random.nextInt(Math.min(40, size - from) + 1);
                boolean known = bits.get(from, to).cardinality() == to - from;
                assertThat(ranges.contains(from, to)).isEqualTo(known);
                assertThat(ranges.add(from, to)).isTrue();
                bits.set(from, to);
                assertThat(ranges.bytes()).isEqualTo(bits.cardinality());
            }
        }
    }

    @Test
    void shouldRefuseMoreHolesThanItKeepsTrackOfAndTakeWhatFillsThem() {
        ReceivedRanges ranges = new ReceivedRanges();
        for (int i = 0; i < ReceivedRanges.MAX_RANGES; i++) {
            assertThat(ranges.add(10L * i, 10L * i + 5)).isTrue();
        }

        assertThat(ranges.add(1L << 40, (1L << 40) + 1)).isFalse();
        assertThat(ranges.add(5, 10)).isTrue();
        assertThat(ranges.add(1L << 40, (1L << 40) + 1)).isTrue();
    }

    @Test
    void shouldPutAnItemTogetherFromChunksOfTwoGridsInAnyOrder() {
        byte[] item = bytes(100);
        ByteBuffer memory = ByteBuffer.allocateDirect(120).position(10);
        PartialItem partial = new FrameAssembly(4).begin(key(1), item.length, memory);

        assertThat(accept(partial, item, 64, 36)).isEqualTo(Progress.PARTIAL);
        assertThat(accept(partial, item, 0, 30)).isEqualTo(Progress.PARTIAL);
        assertThat(accept(partial, item, 0, 20)).isEqualTo(Progress.DUPLICATE);
        assertThat(accept(partial, item, 64, 36)).isEqualTo(Progress.DUPLICATE);
        assertThat(partial.receivedBytes()).isEqualTo(66);
        assertThat(accept(partial, item, 20, 44)).isEqualTo(Progress.COMPLETE);

        byte[] copy = new byte[item.length];
        memory.get(10, copy);
        assertThat(copy).isEqualTo(item);
        assertThat(memory.get(9)).isZero();
        assertThat(memory.get(110)).isZero();
    }

    @Test
    void shouldCompleteAnEmptyItemAtOnce() {
        PartialItem partial = new FrameAssembly(4).begin(key(1), 0, ByteBuffer.allocate(0));

        assertThat(accept(partial, new byte[0], 0, 0)).isEqualTo(Progress.COMPLETE);
    }

    @Test
    void shouldGiveUpTheItemLongestWithoutProgress() {
        FrameAssembly assembly = new FrameAssembly(2);
        assembly.begin(key(1), 8, ByteBuffer.allocate(8));
        assembly.begin(key(2), 8, ByteBuffer.allocate(8));
        assertThat(assembly.find(key(1))).isNotNull();
        assertThat(assembly.evict()).isNull();

        assembly.begin(key(3), 8, ByteBuffer.allocate(8));

        assertThat(assembly.evict().key()).isEqualTo(key(2));
        assertThat(assembly.find(key(2))).isNull();
        assertThat(assembly.find(key(1))).isNotNull();
        assertThat(assembly.size()).isEqualTo(2);
    }

    @Test
    void shouldForgetItemsOfAnOldGeneration() {
        FrameAssembly assembly = new FrameAssembly(4);
        assembly.begin(FrameKey.reduced(1, 4, 9, 0, 0), 8, ByteBuffer.allocate(8));
        assembly.begin(FrameKey.reduced(1, 5, 9, 0, 0), 8, ByteBuffer.allocate(8));

        assertThat(assembly.forgetAll(key -> key.generation() < 5)).hasSize(1);
        assertThat(assembly.find(FrameKey.reduced(1, 4, 9, 0, 0))).isNull();
        assertThat(assembly.find(FrameKey.reduced(1, 5, 9, 0, 0))).isNotNull();
    }

    @Test
    void shouldRefuseMemoryThatIsTooSmall() {
        assertThatThrownBy(() -> new FrameAssembly(4).begin(key(1), 9, ByteBuffer.allocate(8)))
                .hasMessageContaining("8 bytes given for 9 bytes");
    }

    private static Progress accept(PartialItem partial, byte[] item, int offset, int length) {
        return partial.accept(new UnsafeBuffer(item), offset, offset, length);
    }

    private static FrameKey key(int bucket) {
        return FrameKey.reduced(1, 1, 1, 0, bucket);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
