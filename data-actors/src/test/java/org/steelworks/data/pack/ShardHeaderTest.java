package org.steelworks.data.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ShardHeaderTest {
    /** From a file that the original program wrote: 520 tokens of 32 bits. */
    private static final String ORIGINAL = "4c4954504b44530100000000000000040802000000000000";

    @Test
    void shouldHaveTheOriginalsBytes() throws InvalidShard {
        ShardHeader header = new ShardHeader(TokenType.INT32, 520);
        assertThat(HexFormat.of().formatHex(header.encode().array())).isEqualTo(ORIGINAL);
        assertThat(header.fileBytes()).isEqualTo(2104);
        assertThat(ShardHeader.decode(bytes(ORIGINAL), 2104, "f")).isEqualTo(header);
        assertThat(header.blocks(65, "f")).isEqualTo(8);
    }

    @Test
    void shouldRefuseWhatIsNoShard() {
        assertThatThrownBy(() -> ShardHeader.decode(bytes("4c49"), 2, "x.bin"))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining("x.bin")
                .hasMessageContaining("cut off");
        assertThatThrownBy(() -> ShardHeader.decode(bytes(ORIGINAL.replace("4c49", "4c48")), 2104, "x.bin"))
                .hasMessageContaining("does not begin with LITPKDS");
        assertThatThrownBy(() -> ShardHeader.decode(bytes(ORIGINAL.replace("5301", "5302")), 2104, "x.bin"))
                .hasMessageContaining("format version 2");
        assertThatThrownBy(() -> ShardHeader.decode(bytes(ORIGINAL.replace("00040802", "00060802")), 2104, "x.bin"))
                .hasMessageContaining("token type code 6");
        assertThatThrownBy(() -> ShardHeader.decode(bytes(ORIGINAL), 2100, "x.bin"))
                .hasMessageContaining("promises 520 tokens")
                .hasMessageContaining("2104 bytes")
                .hasMessageContaining("2100")
                .hasMessageContaining("cut off");
        assertThatThrownBy(() -> ShardHeader.decode(bytes(ORIGINAL), 2108, "x.bin"))
                .hasMessageContaining("appended to");
        assertThatThrownBy(() ->
                        ShardHeader.decode(bytes("4c4954504b445301000000000000000400000000000000ff"), 24, "x.bin"))
                .hasMessageContaining("cannot be");
    }

    @Test
    void shouldRefuseAnotherBlockLength() {
        assertThatThrownBy(() -> new ShardHeader(TokenType.INT32, 520).blocks(2049, "x.bin"))
                .isInstanceOf(InvalidShard.class)
                .hasMessageContaining("x.bin")
                .hasMessageContaining("520 tokens")
                .hasMessageContaining("data.sequence_length 2048")
                .hasMessageContaining("--block 2049");
    }

    @Test
    void shouldChooseTheTypeByVocabulary() {
        assertThat(TokenType.forVocabulary(65_499)).isEqualTo(TokenType.UINT16);
        assertThat(TokenType.forVocabulary(65_500)).isEqualTo(TokenType.INT32);
        assertThat(TokenType.UINT16.code()).isEqualTo(8);
    }

    @Test
    void shouldReadBackWhatEveryTypeHolds() {
        for (TokenType type : TokenType.values()) {
            int largest =
                    switch (type) {
                        case UINT8 -> 255;
                        case INT8 -> 127;
                        case INT16 -> 32_767;
                        case UINT16 -> 65_535;
                        case INT32, INT64 -> Integer.MAX_VALUE;
                    };
            ByteBuffer buffer = ByteBuffer.allocate(64).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            buffer.put((byte) 1);
            type.put(buffer, 0);
            type.put(buffer, 7);
            type.put(buffer, largest);
            int[] ids = new int[5];
            type.get(buffer, 1, ids, 1, 3);
            assertThat(ids).as("%s", type).containsExactly(0, 0, 7, largest, 0);
            assertThat(buffer.position()).isEqualTo(1 + 3 * type.bytes());
        }
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
