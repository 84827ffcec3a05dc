package org.steelworks.core.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.core.testkit.SeedExtension;

/** Golden bytes were packed by another program from the schema. */
@InterruptAfter(60)
@ExtendWith(SeedExtension.class)
class PayloadCodecTest {
    private static final CreditFrame CREDIT = new CreditFrame(new LeafRange(16, 40), 100, 108);
    private static final String CREDIT_BYTES =
            "1800020049530100" + "6400000000000000" + "6c00000000000000" + "10000000" + "28000000";

    private static final PreparedFrame PREPARED = new PreparedFrame(
            new int[] {3, 9},
            new double[] {0.5, 1e300},
            new long[] {0x0123456789abcdefL, -2, 1, 0},
            16,
            new double[] {2.25, Double.POSITIVE_INFINITY, -0.0},
            new long[] {512, 0, 3},
            new boolean[] {true, false, true},
            new long[] {5, 6, -1, 7},
            40,
            new double[] {2.25, 0.5});
    private static final String PREPARED_BYTES = "0800030049530100" + "10000000" + "28000000" + "1c000200"
            + "000000000000e03f" + "efcdab8967452301" + "feffffffffffffff" + "03000000"
            + "9c7500883ce4377e" + "0100000000000000" + "0000000000000000" + "09000000" + "11000300"
            + "0000000000000240" + "0002000000000000" + "01" + "000000000000f07f" + "0000000000000000" + "00"
            + "0000000000000080" + "0300000000000000" + "01" + "10000200"
            + "0500000000000000" + "0600000000000000" + "ffffffffffffffff" + "0700000000000000"
            + "08000200" + "0000000000000240" + "000000000000e03f";

    private static final MissingFrame MISSING = new MissingFrame(
            List.of(FrameKey.reduced(0xF123456789ABCDEFL, 7, 123, 1, 5), FrameKey.block(1, 8, 124, FrameKey.NONE, 63)));
    private static final String MISSING_BYTES = "0000040049530100" + "2d000200"
            + "efcdab89674523f1" + "0700000000000000" + "7b00000000000000" + "01000000" + "05000000"
            + "ffffffffffffffffffffffff" + "04"
            + "0100000000000000" + "0800000000000000" + "7c00000000000000" + "ffffffff" + "ffffffff"
            + "ffffffffffffffff3f000000" + "01";

    private static final PlaceFrame PLACE = new PlaceFrame(4242, 987654321, 7, 4160, 3);
    private static final String PLACE_BYTES = "2400050049530100" + "9210000000000000" + "b168de3a00000000"
            + "4010000000000000" + "0300000000000000" + "07000000";

    @Test
    void shouldWriteTheBytesOfTheSchema() {
        assertThat(hex(PLACE.encode())).isEqualTo(PLACE_BYTES);
        assertThat(hex(CREDIT.encode())).isEqualTo(CREDIT_BYTES);
        assertThat(hex(PREPARED.encode())).isEqualTo(PREPARED_BYTES);
        assertThat(hex(MISSING.encode())).isEqualTo(MISSING_BYTES);
    }

    @Test
    void shouldReadTheBytesOfTheSchemaWhereverTheyLie() {
        assertThat(PlaceFrame.decode(somewhere(PLACE_BYTES))).contains(PLACE);
        assertThat(CreditFrame.decode(somewhere(CREDIT_BYTES))).contains(CREDIT);
        assertThat(PreparedFrame.decode(somewhere(PREPARED_BYTES))).contains(PREPARED);
        assertThat(MissingFrame.decode(somewhere(MISSING_BYTES))).contains(MISSING);
    }

    @Test
    void shouldCarryAWorkerWithoutLeavesAndBuckets() {
        PreparedFrame nothing = new PreparedFrame(
                new int[0],
                new double[0],
                new long[0],
                5,
                new double[0],
                new long[0],
                new boolean[0],
                new long[0],
                0,
                new double[0]);

        assertThat(PreparedFrame.decode(nothing.encode())).contains(nothing);
        assertThat(MissingFrame.decode(new MissingFrame(List.of()).encode())).contains(new MissingFrame(List.of()));
    }

    @Test
    void shouldNotReadAnotherPayloadAPartOrMore() {
        assertThat(CreditFrame.decode(somewhere(PREPARED_BYTES))).isEmpty();
        assertThat(PreparedFrame.decode(somewhere(MISSING_BYTES))).isEmpty();
        assertThat(MissingFrame.decode(somewhere(CREDIT_BYTES))).isEmpty();
        partsAreRefused(CREDIT_BYTES, CreditFrame::decode);
        partsAreRefused(PREPARED_BYTES, PreparedFrame::decode);
        partsAreRefused(MISSING_BYTES, MissingFrame::decode);
    }

    @Test
    void shouldNotReadAGroupThatClaimsMoreThanThereIs() {
        byte[] lying = HexFormat.of().parseHex(MISSING_BYTES);
        lying[10] = (byte) 0xfe;
        lying[11] = (byte) 0xff;

        assertThat(MissingFrame.decode(ByteBuffer.wrap(lying))).isEmpty();
    }

    @Test
    void shouldNotReadARangeThatIsNone() {
        byte[] backwards = HexFormat.of().parseHex(CREDIT_BYTES);
        backwards[8] = 0x7f;

        assertThat(CreditFrame.decode(ByteBuffer.wrap(backwards))).isEmpty();
    }

    @Test
    void shouldReadAnyBytesWithoutFailing(Random random) {
        String[] sound = {CREDIT_BYTES, PREPARED_BYTES, MISSING_BYTES};
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = HexFormat.of().parseHex(sound[i % sound.length]);
            for (int j = random.nextInt(4); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            ByteBuffer mutated = ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1));
            CreditFrame.decode(mutated);
            PreparedFrame.decode(mutated);
            MissingFrame.decode(mutated);
        }
    }

    @Test
    void shouldNotWriteMoreThanAGroupHolds() {
        FrameKey key = FrameKey.reduced(1, 1, 1, 1, 1);
        List<FrameKey> most = Collections.nCopies(MissingFrame.MAX_ITEMS, key);

        assertThat(MissingFrame.decode(new MissingFrame(most).encode())
                        .orElseThrow()
                        .items())
                .isEqualTo(most);
        assertThatThrownBy(() -> new MissingFrame(Collections.nCopies(MissingFrame.MAX_ITEMS + 1, key)))
                .hasMessageContaining("at most 65534");
    }

    private static void partsAreRefused(String golden, Function<ByteBuffer, Optional<?>> decode) {
        byte[] bytes = HexFormat.of().parseHex(golden);
        for (int length = 0; length < bytes.length; length++) {
            assertThat(decode.apply(ByteBuffer.wrap(bytes, 0, length))).isEmpty();
        }
        assertThat(decode.apply(ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1))))
                .isEmpty();
    }

    private static ByteBuffer somewhere(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return ByteBuffer.allocateDirect(bytes.length + 20)
                .position(7)
                .put(bytes)
                .flip()
                .position(7);
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
