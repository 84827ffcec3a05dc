package org.steelworks.core.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Digest128Test {
    /** Published digests of the reference implementation (xxhsum -H128). */
    @Test
    void shouldGiveTheReferenceDigests() {
        assertThat(digest("")).isEqualTo("99aa06d3014798d86001c324468d497f");
        assertThat(digest("a")).isEqualTo("a96faf705af16834e6c632b61e964e1f");
        assertThat(digest("abc")).isEqualTo("06b05ab6733a618578af5f94892f3950");
    }

    @Test
    void shouldNotDependOnKindOfBufferOrPieces() {
        byte[] bytes = new byte[100_003];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 5)
                .position(5)
                .put(bytes)
                .flip()
                .position(5);
        Digest128 whole = Digest128.of(ByteBuffer.wrap(bytes));

        assertThat(Digest128.of(direct)).isEqualTo(whole);
        assertThat(Digest128.of(ByteBuffer.wrap(bytes).asReadOnlyBuffer())).isEqualTo(whole);
        assertThat(direct.position()).isEqualTo(5);
        assertThat(new DigestStream()
                        .put(ByteBuffer.wrap(bytes, 0, 777))
                        .put(direct.duplicate().position(5 + 777))
                        .digest())
                .isEqualTo(whole);
    }

    /** Every length around the borders of short inputs, stripes and blocks, against another implementation. */
    @Test
    void shouldGiveTheDigestsOfAnotherImplementation() {
        Random random = new Random(7);
        byte[] bytes = new byte[20_000];
        random.nextBytes(bytes);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        for (int length = 0; length <= 4_200; length++) {
            assertThat(Digest128.of(ByteBuffer.wrap(bytes, 0, length)))
                    .as("%d bytes", length)
                    .isEqualTo(other(bytes, length));
        }
        for (int i = 0; i < 2_000; i++) {
            int length = random.nextInt(bytes.length + 1);
            DigestStream stream = new DigestStream();
            for (int at = 0; at < length; ) {
                int piece = Math.min(length - at, 1 + random.nextInt(random.nextBoolean() ? 80 : 3_000));
                ByteBuffer from = random.nextBoolean() ? direct.duplicate() : ByteBuffer.wrap(bytes);
                stream.put(from.position(at).limit(at + piece));
                at += piece;
            }
            assertThat(stream.digest()).as("%d bytes in pieces", length).isEqualTo(other(bytes, length));
        }
    }

    @Test
    void shouldTakeNothingMoreAfterTheDigest() {
        DigestStream stream = new DigestStream().put(ByteBuffer.wrap(new byte[] {1}));

        assertThat(stream.digest()).isEqualTo(stream.digest());
        assertThatThrownBy(() -> stream.put(ByteBuffer.wrap(new byte[] {1}))).hasMessageContaining("asked for already");
    }

    private static Digest128 other(byte[] bytes, int length) {
        HashValue128 value = Hashing.xxh3_128().hashBytesTo128Bits(bytes, 0, length);
        return new Digest128(value.getMostSignificantBits(), value.getLeastSignificantBits());
    }

    @Test
    void shouldCombineInOrderOverCanonicalBytes() {
        Digest128 a = Digest128.of(ByteBuffer.wrap(new byte[] {1}));
        Digest128 b = Digest128.of(ByteBuffer.wrap(new byte[] {2}));
        ByteBuffer canonical = ByteBuffer.allocate(32);
        canonical
                .putLong(a.high())
                .putLong(a.low())
                .putLong(b.high())
                .putLong(b.low())
                .flip();

        assertThat(Digest128.combine(List.of(a, b))).isEqualTo(Digest128.of(canonical));
        assertThat(Digest128.combine(List.of(b, a))).isNotEqualTo(Digest128.combine(List.of(a, b)));
    }

    @Test
    void shouldReadItsOwnTextAndRefuseOthers() {
        Digest128 digest = Digest128.of(ByteBuffer.wrap(new byte[] {7}));

        assertThat(Digest128.parse(digest.hex())).isEqualTo(digest);
        assertThatThrownBy(() -> Digest128.parse("12")).hasMessageContaining("32 lower-case");
        assertThatThrownBy(() -> Digest128.parse(digest.hex().toUpperCase(java.util.Locale.ROOT)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String digest(String text) {
        return Digest128.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .hex();
    }
}
