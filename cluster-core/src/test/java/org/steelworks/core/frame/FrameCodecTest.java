package org.steelworks.core.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.core.testkit.SeedExtension;

@InterruptAfter(60)
@ExtendWith(SeedExtension.class)
class FrameCodecTest {
    private static final FrameKey KEY =
            FrameKey.gradient(0xF123456789ABCDEFL, 7, 123_456_789_012L, 2, 41, new LeafTree.Node(4, 3));
    private static final int TOTAL = 1000;
    private static final long OFFSET = 640;
    private static final byte[] CHUNK = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};

    /** Packed by another program from the byte diagram, its CRC32C computed bit by bit. */
    private static final String GOLDEN =
            "4800010049530100c241784e03000000efcdab89674523f10700000000000000141a99be1c000000"
                    + "e80300000000000080020000000000000d0000000200000029000000" + "0400000003000000ffffffff"
                    + "0102030405060708090a0b0c0d";

    private final FrameDecoder decoder = new FrameDecoder();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldWriteTheBytesOfTheDiagram(boolean direct) {
        int at = 24;
        ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(200) : ByteBuffer.allocate(200);
        UnsafeBuffer buffer = new UnsafeBuffer(bytes, 8, 180);
        buffer.putBytes(at + FrameEncoder.HEADER_LENGTH, CHUNK);

        new FrameEncoder().encode(buffer, at, KEY, TOTAL, OFFSET, CHUNK.length);

        byte[] written = new byte[FrameEncoder.HEADER_LENGTH + CHUNK.length];
        buffer.getBytes(at, written);
        assertThat(HexFormat.of().formatHex(written)).isEqualTo(GOLDEN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadTheBytesOfTheDiagram(boolean direct) {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(200) : ByteBuffer.allocate(200);
        UnsafeBuffer buffer = new UnsafeBuffer(bytes, 16, 150);
        buffer.putBytes(8, golden);

        assertThat(decoder.decode(buffer, 8, golden.length)).isEqualTo(FrameRefusal.NONE);
        assertThat(decoder.key()).isEqualTo(KEY);
        assertThat(decoder.totalLength()).isEqualTo(TOTAL);
        assertThat(decoder.payloadOffset()).isEqualTo(OFFSET);
        assertThat(decoder.chunkLength()).isEqualTo(CHUNK.length);
    }

    @ParameterizedTest
    @EnumSource
    void shouldCarryEveryKind(FrameKind kind) {
        FrameKey key = new FrameKey(kind, -1, 0, Long.MAX_VALUE, FrameKey.NONE, 1, 2, 3, 4);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[FrameEncoder.HEADER_LENGTH + 1]);
        new FrameEncoder().encode(buffer, 0, key, 1, 0, 1);

        assertThat(decoder.decode(buffer, 0, buffer.capacity())).isEqualTo(FrameRefusal.NONE);
        assertThat(decoder.key()).isEqualTo(key);
    }

    @Test
    void shouldSayWhyAFrameIsRefused() {
        assertThat(decode(new byte[79])).isEqualTo(FrameRefusal.SHORT);
        assertThat(decode(new byte[80])).isEqualTo(FrameRefusal.FOREIGN);
        assertThat(decode(changed(2, 2))).isEqualTo(FrameRefusal.FOREIGN);
        assertThat(decode(changed(6, 2))).isEqualTo(FrameRefusal.VERSION);
        assertThat(decode(changed(0, 80))).isEqualTo(FrameRefusal.VERSION);
        assertThat(decode(changed(8, 0))).isEqualTo(FrameRefusal.CHECKSUM);
        assertThat(decode(changed(24, 8))).isEqualTo(FrameRefusal.CHECKSUM);
        assertThat(decode(changed(90, 0))).isEqualTo(FrameRefusal.CHECKSUM);
    }

    @Test
    void shouldRefuseContradictingLengthsAndKindsThoughTheChecksumHolds() {
        assertThat(sealed(12, (byte) 0)).isEqualTo(FrameRefusal.KIND);
        assertThat(sealed(12, (byte) 9)).isEqualTo(FrameRefusal.KIND);
        assertThat(sealed(12, (byte) 255)).isEqualTo(FrameRefusal.KIND);
        assertThat(lengths(TOTAL, 988, 13)).isEqualTo(FrameRefusal.BOUNDS);
        assertThat(lengths(TOTAL, -1, 13)).isEqualTo(FrameRefusal.BOUNDS);
        assertThat(lengths(TOTAL, 0, 12)).isEqualTo(FrameRefusal.BOUNDS);
        assertThat(lengths(TOTAL, 0, -13)).isEqualTo(FrameRefusal.BOUNDS);
        assertThat(lengths(-1, 0, 13)).isEqualTo(FrameRefusal.BOUNDS);
        assertThat(lengths(Long.MIN_VALUE, 0, 13)).isEqualTo(FrameRefusal.BOUNDS);
        assertThat(lengths(Long.MAX_VALUE, Long.MAX_VALUE - 13, 13)).isEqualTo(FrameRefusal.BOUNDS);
        assertThat(lengths(TOTAL, 987, 13)).isEqualTo(FrameRefusal.NONE);
    }

    @Test
    void shouldTellAPlaceFromBytes() {
        ByteBuffer place = new PlaceFrame(4242, 987654321, 7, 4160, 3).encode();
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[FrameEncoder.HEADER_LENGTH + PlaceFrame.LENGTH]);
        buffer.putBytes(FrameEncoder.HEADER_LENGTH, place, 0, PlaceFrame.LENGTH);
        new FrameEncoder().encodePlace(buffer, 0, KEY, TOTAL);

        assertThat(decoder.decode(buffer, 0, buffer.capacity())).isEqualTo(FrameRefusal.NONE);
        assertThat(decoder.isPlace()).isTrue();
        assertThat(decoder.key()).isEqualTo(KEY);
        assertThat(decoder.totalLength()).isEqualTo(TOTAL);

        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        assertThat(decode(golden)).isEqualTo(FrameRefusal.NONE);
        assertThat(decoder.isPlace()).isFalse();
        assertThat(sealed(13, (byte) 1)).as("a place of 13 bytes").isEqualTo(FrameRefusal.BOUNDS);
        assertThat(sealed(13, (byte) 2)).isEqualTo(FrameRefusal.KIND);
        assertThat(sealed(13, (byte) 255)).isEqualTo(FrameRefusal.KIND);
    }

    @Test
    void shouldAllowAnEmptyItemAndNoEmptyChunkOfAnother() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[FrameEncoder.HEADER_LENGTH]);
        new FrameEncoder().encode(buffer, 0, KEY, 0, 0, 0);
        assertThat(decoder.decode(buffer, 0, buffer.capacity())).isEqualTo(FrameRefusal.NONE);

        new FrameEncoder().encode(buffer, 0, KEY, 5, 2, 0);
        assertThat(decoder.decode(buffer, 0, buffer.capacity())).isEqualTo(FrameRefusal.BOUNDS);
    }

    @Test
    void shouldRefuseEveryFrameWithAFlippedBit() {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        for (int bit = 0; bit < golden.length * 8; bit++) {
            byte[] flipped = golden.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(decode(flipped)).as("bit %d", bit).isNotEqualTo(FrameRefusal.NONE);
        }
    }

    @Test
    void shouldRefuseAnyBytesWithoutFailing(Random random) {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            int kept = random.nextInt(golden.length);
            System.arraycopy(golden, 0, bytes, 0, Math.min(kept, bytes.length));
            assertThat(decode(bytes)).isNotEqualTo(FrameRefusal.NONE);
        }
    }

    private FrameRefusal decode(byte[] bytes) {
        return decoder.decode(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    private static byte[] changed(int at, int value) {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        golden[at] = (byte) value;
        return golden;
    }

    /** A forger can compute checksums: what the fields say must be checked as well. */
    private FrameRefusal sealed(int at, byte value) {
        byte[] frame = changed(at, value);
        return decode(seal(frame));
    }

    private FrameRefusal lengths(long total, long offset, int chunk) {
        byte[] frame = HexFormat.of().parseHex(GOLDEN);
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        buffer.putLong(40, total, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(48, offset, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(56, chunk, ByteOrder.LITTLE_ENDIAN);
        return decode(seal(frame));
    }

    private static byte[] seal(byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame, 0, 8);
        crc.update(frame, 12, frame.length - 12);
        new UnsafeBuffer(frame).putInt(8, (int) crc.getValue(), ByteOrder.LITTLE_ENDIAN);
        return Arrays.copyOf(frame, frame.length);
    }
}
